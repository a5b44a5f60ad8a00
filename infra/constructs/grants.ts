import { Stack } from 'aws-cdk-lib';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { type DataStack, feedIndex } from '../stacks/data.ts';

/** How a function uses the table. */
const tableActions = {
  read: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
  // a transaction needs the permission of each of its parts; there is none for TransactWriteItems itself
  commit: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
  put: ['dynamodb:PutItem'],
  scan: ['dynamodb:Scan'],
} as const;
export type TableUse = keyof typeof tableActions | 'feed';

const allow = (
  actions: readonly string[],
  resources: readonly string[],
  conditions?: Record<string, Record<string, string>>,
): PolicyStatement =>
  new PolicyStatement({ actions: [...actions], resources: [...resources], ...(conditions && { conditions }) });

/** The key, through one service only: a function cannot decrypt anything by itself. */
const useKey = (to: LambdaFunction, data: DataStack, service: 'dynamodb' | 's3', mayEncrypt: boolean): void => {
  const encrypting = [
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ];
  const { region } = Stack.of(to);
  to.addToRolePolicy(
    allow(['kms:Decrypt', 'kms:DescribeKey', ...(mayEncrypt ? encrypting : [])], [data.key.keyArn], {
      StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` },
    }),
  );
};

/** Lets a function use the table, by items and by the index, never the table itself. */
export const grantTable = (to: LambdaFunction, data: DataStack, ...uses: readonly TableUse[]): void => {
  const { tableArn } = data.table;
  for (const use of uses)
    to.addToRolePolicy(
      use === 'feed'
        ? allow(['dynamodb:Query'], [`${tableArn}/index/${feedIndex}`])
        : allow(tableActions[use], [tableArn]),
    );
  useKey(to, data, 'dynamodb', uses.includes('commit') || uses.includes('put'));
};

const objectActions = {
  read: ['s3:GetObject'],
  write: ['s3:PutObject', 's3:AbortMultipartUpload'],
  delete: ['s3:DeleteObject'],
} as const;
export type ObjectUse = keyof typeof objectActions | 'list';

/** Lets a function use the objects of a bucket below a prefix; `*` stands for their keys, which are made at run time. */
export const grantObjects = (
  to: LambdaFunction,
  data: DataStack,
  bucket: Bucket,
  prefix: string,
  ...uses: readonly ObjectUse[]
): void => {
  for (const use of uses) {
    if (use === 'list')
      to.addToRolePolicy(
        // without it S3 answers 403 for an object that is not there; such a request has no prefix
        allow(
          ['s3:ListBucket'],
          [bucket.bucketArn],
          prefix === '' ? undefined : { StringLikeIfExists: { 's3:prefix': `${prefix}*` } },
        ),
      );
    else to.addToRolePolicy(allow(objectActions[use], [bucket.arnForObjects(`${prefix}*`)]));
  }
  useKey(to, data, 's3', uses.includes('write'));
};

/** Folders of the files bucket that jobs work with. */
const jobFolders = ['imports/', 'change-sets/', 'exports/'];

/** Lets a function use the files of imports, change sets and exports. */
export const grantFiles = (to: LambdaFunction, data: DataStack): void => {
  for (const folder of jobFolders) grantObjects(to, data, data.files, folder, 'read', 'write', 'delete', 'list');
};

/** Lets a function put events on the bus. */
export const grantPublish = (to: LambdaFunction, bus: IEventBus): void =>
  to.addToRolePolicy(allow(['events:PutEvents'], [bus.eventBusArn]));

/** Lets a function make, change and suspend the people who may sign in. It reads no passwords and signs nobody in. */
export const grantPeople = (to: LambdaFunction, pool: UserPool): void =>
  to.addToRolePolicy(
    allow(
      [
        'cognito-idp:AdminAddUserToGroup',
        'cognito-idp:AdminCreateUser',
        'cognito-idp:AdminDisableUser',
        'cognito-idp:AdminEnableUser',
        'cognito-idp:AdminGetUser',
        'cognito-idp:AdminListGroupsForUser',
        'cognito-idp:AdminRemoveUserFromGroup',
        'cognito-idp:AdminUpdateUserAttributes',
        'cognito-idp:AdminUserGlobalSignOut',
      ],
      [pool.userPoolArn],
    ),
  );
