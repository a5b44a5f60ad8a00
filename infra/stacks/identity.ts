import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  StandardThreatProtectionMode,
  UserPool,
  UserPoolGroup,
} from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { groups } from '#shared/role/role.ts';
import { loginPrefix } from '../config.ts';
import type { Deployment } from '../deployment.ts';

/** Who may sign in. What they may do is in their record; the groups only mirror it. */
export class IdentityStack extends Stack {
  readonly pool: UserPool;
  /** Origin of the managed login pages. */
  readonly loginUrl: string;

  constructor(scope: Construct, id: string, { settings, stage, account, region }: Deployment, props: StackProps) {
    super(scope, id, props);
    const { domain, keepData } = settings;
    const isThreatProtected = settings.threatProtection;
    const where = domain ? ` at https://${domain.name}` : '';
    this.pool = new UserPool(this, 'Users', {
      featurePlan: isThreatProtected ? FeaturePlan.PLUS : FeaturePlan.ESSENTIALS,
      ...(isThreatProtected && { standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION }),
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      keepOriginal: { email: true },
      // length instead of composition rules: ASVS 6.2.5, ADR 0013
      passwordPolicy: {
        minLength: 12,
        requireLowercase: false,
        requireUppercase: false,
        requireDigits: false,
        requireSymbols: false,
        tempPasswordValidity: Duration.days(7),
      },
      mfa: settings.mfa === 'required' ? Mfa.REQUIRED : Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      userInvitation: {
        emailSubject: 'You have been invited to Rapport',
        emailBody: `<p>Sign in to Rapport${where} as {username} with the password {####}. It is valid for seven days.</p>`,
      },
      deletionProtection: keepData,
      removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    for (const [precedence, groupName] of groups.entries())
      new UserPoolGroup(this, `Group${groupName}`, { userPool: this.pool, groupName, precedence });

    const login = this.pool.addDomain('Login', {
      cognitoDomain: { domainPrefix: loginPrefix(stage, account, region) },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    this.loginUrl = login.baseUrl();
  }
}
