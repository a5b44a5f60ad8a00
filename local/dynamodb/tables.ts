import { isRecord } from '../assembly/template.ts';
import { type DynamoClient, DynamoError } from './client.ts';

/** A table of the template. */
export type TableDeclaration = {
  readonly name: string;
  readonly attributes: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  readonly keys: readonly unknown[];
  readonly globalIndexes: readonly IndexDeclaration[];
  readonly localIndexes: readonly IndexDeclaration[];
  readonly streamViewType?: string;
  readonly timeToLiveAttribute?: string;
};

type IndexDeclaration = {
  readonly IndexName: string;
  readonly KeySchema: readonly unknown[];
  readonly Projection: unknown;
};

/** The tables of the template, on an engine. */
export type Tables = {
  readonly client: DynamoClient;
  /** Makes the table where there is none, and adds indexes, stream and expiry that an existing one lacks. */
  create(declaration: TableDeclaration): Promise<void>;
};

/** Makes the tables service. */
export function createTables(client: DynamoClient): Tables {
  const call = (operation: string, input: unknown) => client.call(`DynamoDB_20120810.${operation}`, input);

  const describe = async (name: string): Promise<Readonly<Record<string, unknown>> | undefined> => {
    try {
      const { Table: table } = await call('DescribeTable', { TableName: name });
      return isRecord(table) ? table : undefined;
    } catch (error) {
      if (error instanceof DynamoError && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  };

  const addMissing = async (table: Readonly<Record<string, unknown>>, declaration: TableDeclaration): Promise<void> => {
    const existing = (Array.isArray(table.GlobalSecondaryIndexes) ? table.GlobalSecondaryIndexes : []).filter(isRecord);
    const missing = declaration.globalIndexes.filter(
      (index) => !existing.some((one) => one.IndexName === index.IndexName),
    );
    for (const index of missing)
      await call('UpdateTable', {
        TableName: declaration.name,
        AttributeDefinitions: declaration.attributes,
        GlobalSecondaryIndexUpdates: [{ Create: plain(index) }],
      });
    const hasStream = isRecord(table.StreamSpecification) && table.StreamSpecification.StreamEnabled === true;
    if (declaration.streamViewType !== undefined && !hasStream)
      await call('UpdateTable', {
        TableName: declaration.name,
        StreamSpecification: streamOf(declaration.streamViewType),
      });
  };

  return {
    client,
    async create(declaration) {
      const existing = await describe(declaration.name);
      if (existing === undefined) await call('CreateTable', tableInput(declaration));
      else await addMissing(existing, declaration);
      if (declaration.timeToLiveAttribute !== undefined)
        await enableExpiry(call, declaration.name, declaration.timeToLiveAttribute);
    },
  };
}

async function enableExpiry(
  call: (operation: string, input: unknown) => Promise<Record<string, unknown>>,
  table: string,
  attribute: string,
): Promise<void> {
  const { TimeToLiveDescription: current } = await call('DescribeTimeToLive', { TableName: table });
  if (isRecord(current) && current.TimeToLiveStatus === 'ENABLED') return;
  await call('UpdateTimeToLive', {
    TableName: table,
    TimeToLiveSpecification: { Enabled: true, AttributeName: attribute },
  });
}

function tableInput(declaration: TableDeclaration): Record<string, unknown> {
  return {
    TableName: declaration.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: declaration.attributes,
    KeySchema: declaration.keys,
    ...(declaration.globalIndexes.length > 0 ? { GlobalSecondaryIndexes: declaration.globalIndexes.map(plain) } : {}),
    ...(declaration.localIndexes.length > 0 ? { LocalSecondaryIndexes: declaration.localIndexes.map(plain) } : {}),
    ...(declaration.streamViewType === undefined ? {} : { StreamSpecification: streamOf(declaration.streamViewType) }),
  };
}

/** What DynamoDB takes of an index; a template may say more, such as its capacity. */
function plain({ IndexName, KeySchema, Projection }: IndexDeclaration): IndexDeclaration {
  return { IndexName, KeySchema, Projection };
}

function streamOf(viewType: string): Record<string, unknown> {
  return { StreamEnabled: true, StreamViewType: viewType };
}
