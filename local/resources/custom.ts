import { type DeployedBucket, deployToBucket } from '../custom-resource/bucket-deployment.ts';
import type { CustomResources } from '../custom-resource/custom-resources.ts';
import type { Resource, ResourceTable } from '../resource.ts';
import type { Documents } from '../store.ts';

type Needs = {
  readonly custom: CustomResources;
  readonly deployedBucket: DeployedBucket;
  readonly deployments: Documents<string>;
  readonly assetPath: (objectKey: string) => string | undefined;
  readonly setAttributes: (r: Resource, attributes: Readonly<Record<string, unknown>>) => void;
};

const anyProperty = ['*'];

/** Custom resources: those of CDK that need a machine's help are done here, all others by their provider functions. */
export const customResources: ResourceTable<Needs> = {
  'Custom::CDKBucketDeployment': {
    properties: anyProperty,
    async create(r, { deployedBucket, deployments, assetPath, setAttributes }) {
      await deployToBucket(`${r.stack}/${r.logicalId}`, r.properties, deployedBucket, assetPath, deployments);
      setAttributes(r, {
        DestinationBucketArn: `arn:aws:s3:::${r.properties.DestinationBucketName}`,
        SourceObjectKeys: r.properties.SourceObjectKeys,
      });
    },
  },
  // Buckets go with the data folder.
  'Custom::S3AutoDeleteObjects': { properties: ['ServiceToken', 'BucketName'] },
  'Custom::CloudwatchLogResourcePolicy': { properties: anyProperty },
  'Custom::LogRetention': { properties: anyProperty },
  'Custom::*': { properties: anyProperty, create: provide },
  'AWS::CloudFormation::CustomResource': { properties: anyProperty, create: provide },
};

async function provide(r: Resource, { custom, setAttributes }: Needs): Promise<void> {
  const { attributes } = await custom.provide(r);
  setAttributes(r, attributes);
}
