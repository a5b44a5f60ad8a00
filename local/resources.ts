import type { Resource, ResourceTable } from './resource.ts';
import { apigatewayResources } from './resources/apigateway.ts';
import { appsyncResources } from './resources/appsync.ts';
import type { CdnNeeds } from './resources/cloudfront.ts';
import { cloudfrontResources } from './resources/cloudfront.ts';
import { cognitoResources } from './resources/cognito.ts';
import { customResources } from './resources/custom.ts';
import { dynamodbResources } from './resources/dynamodb.ts';
import { eventsResources } from './resources/events.ts';
import { inertResources } from './resources/inert.ts';
import { lambdaResources } from './resources/lambda.ts';
import { s3Resources } from './resources/s3.ts';
import { schedulerResources } from './resources/scheduler.ts';
import { secretsResources } from './resources/secrets.ts';
import { sesResources } from './resources/ses.ts';
import { sqsResources } from './resources/sqs.ts';
import type { Services } from './services.ts';

/** What the `create` functions of all tables may call. */
export type RuntimeNeeds = Services &
  CdnNeeds & {
    readonly assetPath: (objectKey: string) => string | undefined;
    readonly setAttributes: (r: Resource, attributes: Readonly<Record<string, unknown>>) => void;
  };

/** Every resource type that the runtime knows. `basePathOf` says where a distribution is served. */
export function runtimeResources(basePathOf: (r: Resource) => string): ResourceTable<RuntimeNeeds> {
  return {
    ...inertResources,
    ...apigatewayResources,
    ...appsyncResources,
    ...cloudfrontResources(basePathOf),
    ...cognitoResources,
    ...customResources,
    ...dynamodbResources,
    ...eventsResources,
    ...lambdaResources,
    ...s3Resources,
    ...schedulerResources,
    ...secretsResources,
    ...sesResources,
    ...sqsResources,
  };
}
