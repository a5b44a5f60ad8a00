import { createHash } from 'node:crypto';
import * as z from 'zod';
import { arnOf, type Resource, type ResourceTable } from '../resource.ts';
import { generationSchema, type Secrets } from '../secrets/secrets.ts';

const secret = z.object({ GenerateSecretString: generationSchema.optional(), SecretString: z.string().optional() });

/** Secrets of the template; what AWS would generate is generated at the first start. */
export const secretsResources: ResourceTable<{ readonly secrets: Secrets }> = {
  'AWS::SecretsManager::Secret': {
    properties: [
      'Description',
      'GenerateSecretString',
      'KmsKeyId',
      'Name',
      'ReplicaRegions',
      'SecretString',
      'Tags',
      'Type',
    ],
    physicalId: (r) => (typeof r.properties.Name === 'string' ? r.properties.Name : `${r.stack}-${r.logicalId}`),
    ref: arn,
    attributes: { Id: arn },
    create(r, { secrets }) {
      const { GenerateSecretString: generate, SecretString: text } = secret.parse(r.properties);
      secrets.create(
        r.physicalId,
        arn(r),
        text === undefined ? { generate: generate ?? generationSchema.parse({}) } : { text },
      );
    },
  },
  'AWS::SecretsManager::RotationSchedule': {
    properties: ['HostedRotationLambda', 'RotateImmediatelyOnUpdate', 'RotationLambdaARN', 'RotationRules', 'SecretId'],
  },
};

/** Six characters follow the name in a secret's ARN. */
function arn(r: Resource): string {
  const suffix = createHash('sha256').update(`${r.stack}/${r.logicalId}`).digest('hex').slice(0, 6);
  return arnOf(r, 'secretsmanager', `secret:${r.physicalId}-${suffix}`);
}
