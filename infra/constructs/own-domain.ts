import { Stack } from 'aws-cdk-lib';
import { ApiMapping, DomainName, type HttpApi, type IHttpStage, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { AaaaRecord, ARecord, HostedZone, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties, CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { Settings } from '../config.ts';

type Domain = NonNullable<Settings['domain']>;

/** Host names of one's own: the app's, the content's, and one for the API that only CloudFront uses. */
export class OwnDomain extends Construct {
  readonly certificate: ICertificate;
  readonly appName: string;
  readonly contentName: string;
  readonly originName: string;
  readonly #zone: IHostedZone;

  constructor(scope: Construct, id: string, domain: Domain) {
    super(scope, id);
    this.appName = domain.name;
    this.contentName = domain.contentName ?? `content.${domain.name}`;
    this.originName = `origin.${domain.name}`;
    this.certificate = Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn);
    this.#zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: domain.hostedZoneId,
      zoneName: domain.hostedZoneName,
    });
  }

  /** Gives the API a name, so that its execute-api host can be closed. */
  nameApi(api: HttpApi, stage: IHttpStage): void {
    const certificate = new Certificate(this, 'OriginCertificate', {
      domainName: this.originName,
      validation: CertificateValidation.fromDns(this.#zone),
    });
    const name = new DomainName(this, 'OriginDomain', {
      domainName: this.originName,
      certificate,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new ApiMapping(this, 'OriginMapping', { api, domainName: name, stage });
    new ARecord(this, 'OriginRecord', {
      zone: this.#zone,
      recordName: `${this.originName}.`,
      target: RecordTarget.fromAlias(
        new ApiGatewayv2DomainProperties(name.regionalDomainName, name.regionalHostedZoneId),
      ),
    });
  }

  /** Points a host name at a distribution. */
  point(id: string, recordName: string, distribution: Distribution): void {
    const target = RecordTarget.fromAlias(new CloudFrontTarget(distribution));
    new ARecord(this, `${id}Record`, { zone: this.#zone, recordName: `${recordName}.`, target });
    new AaaaRecord(this, `${id}Record6`, { zone: this.#zone, recordName: `${recordName}.`, target });
  }
}

/** Host of an HTTP API without a domain of its own. */
export const executeApiHost = (api: HttpApi): string => {
  const { region, urlSuffix } = Stack.of(api);
  return `${api.apiId}.execute-api.${region}.${urlSuffix}`;
};
