import { beforeAll, describe, expect, test } from 'vitest';
import { type Synthesised, synthesise } from './synthesised.ts';

type Statement = {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: unknown;
};
type Granted = { readonly role: string; readonly action: string; readonly resource: string };

const list = (value: string | string[]): string[] => [value].flat();

let synthesised: Synthesised;
let granted: Granted[];

beforeAll(() => {
  synthesised = synthesise('production');
  granted = synthesised.of('AWS::IAM::Policy').flatMap(({ stack, properties }) => {
    // the shape that IAM gives its policies
    const { Statement: statements } = properties.PolicyDocument as { Statement: Statement[] };
    const [role = ''] = properties.Roles as string[];
    return statements.flatMap((s) =>
      list(s.Action).flatMap((action) =>
        list(s.Resource).map((resource) => ({ role: `${stack}/${role}`, action, resource })),
      ),
    );
  }, 60_000);
});

const ofFunction = (name: string): Granted[] => granted.filter(({ role }) => role.endsWith(`/${name}Role`));
const writes =
  /^(dynamodb:(Put|Update|Delete|BatchWrite|PartiQL)|s3:(Put|Delete)|events:|sqs:Send|ses:|cognito-idp:|scheduler:|iam:)/;

describe('the functions', () => {
  test('have each a role of their own', () => {
    const roles = synthesised.of('AWS::Lambda::Function').map(({ properties }) => properties.Role);

    expect(roles.length).toBeGreaterThan(5);
    expect(new Set(roles).size).toBe(roles.length);
  });

  test('may do what was reviewed and nothing else', async () => {
    const actionsOn = ([resource, those]: [string, Granted[]]): string =>
      `  ${resource}\n    ${[...new Set(those.map(({ action }) => action))].sort().join(' ')}`;
    const lines = [...Map.groupBy(granted, ({ role }) => role)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([role, all]) => {
        const byResource = [...Map.groupBy(all, ({ resource }) => resource)].sort(([a], [b]) => (a < b ? -1 : 1));
        return [role, ...byResource.map(actionsOn)].join('\n');
      });

    await expect(`${lines.join('\n\n')}\n`).toMatchFileSnapshot('permissions.txt');
  });

  test('are granted no whole service and no resource of everybody', () => {
    const isCdks = (role: string): boolean => role.startsWith('Edge/CustomCDKBucketDeployment');

    expect(granted.filter(({ resource }) => resource === '*' || resource === 'arn:aws:*')).toEqual([]);
    expect(granted.filter(({ role, action }) => action.includes('*') && !isCdks(role))).toEqual([]);
  });

  test('that only read write nothing', () => {
    const granting = ofFunction('Query');

    expect(granting.length).toBeGreaterThan(0);
    expect(granting.filter(({ action }) => writes.test(action))).toEqual([]);
  });

  test('decrypt only through the service whose data it is', () => {
    const statements = synthesised.of('AWS::IAM::Policy').flatMap(({ stack, properties }) =>
      // the shape that IAM gives its policies
      stack === 'Mail' ? [] : (properties.PolicyDocument as { Statement: Statement[] }).Statement,
    );
    const usesKey = statements.filter((s) => list(s.Action).some((action) => action.startsWith('kms:')));

    expect(usesKey.length).toBeGreaterThan(0);
    for (const { Condition } of usesKey)
      expect(Condition).toEqual({
        StringEquals: { 'kms:ViaService': expect.stringMatching(/^(dynamodb|s3)\.eu-central-1\.amazonaws\.com$/) },
      });
  });

  test('never reach the table itself, only its items', () => {
    const actions = granted.map(({ action }) => action).filter((action) => action.startsWith('dynamodb:'));

    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => /Table|Backup|Export|TimeToLive|\*/.test(action))).toEqual([]);
  });
});
