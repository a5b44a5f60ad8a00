import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoTable } from '#functions/platform/dynamo-table.ts';
import { systemClock } from '#functions/platform/system.ts';
import { verifyTable } from '#functions/platform/verify-chain.ts';

// `npm run verify -- <table>`: reads the table with the caller's own AWS credentials, or at AWS_ENDPOINT_URL_DYNAMODB
const name = process.argv[2] ?? process.env.CRM_TABLE;
if (!name) {
  console.error('Say which table: npm run verify -- <table name> (output of the data stack)');
  process.exit(2);
}
const { records, events, faults } = await verifyTable(createDynamoTable(new DynamoDBClient({}), name, systemClock));
for (const { noun, recordId, version, what } of faults) console.log(`${noun} ${recordId}, version ${version}: ${what}`);
console.log(`${records} records, ${events} events, ${faults.length} broken chains`);
process.exit(faults.length === 0 ? 0 : 1);
