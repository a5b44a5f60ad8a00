import { App, Tags } from 'aws-cdk-lib';
import cdkJson from '../cdk.json' with { type: 'json' };
import type { Bundles } from './bundles.ts';
import { type Settings, stackPrefix } from './config.ts';
import type { Deployment, Watched } from './deployment.ts';
import { ApiStack } from './stacks/api.ts';
import { AutomationStack } from './stacks/automation.ts';
import { DataStack } from './stacks/data.ts';
import { EdgeStack } from './stacks/edge.ts';
import { FirewallStack } from './stacks/firewall.ts';
import { IdentityStack } from './stacks/identity.ts';
import { MailStack } from './stacks/mail.ts';
import { WatchStack } from './stacks/watch.ts';

/** Flags decide what the template says and reach an app only through its context, also where no CLI runs it. */
export const createApp = (outdir?: string): App => new App({ context: cdkJson.context, ...(outdir && { outdir }) });

export type RapportProps = {
  readonly stage: string;
  readonly settings: Settings;
  readonly bundles: Bundles;
  /** Where it goes where the settings do not say. */
  readonly account?: string | undefined;
  readonly region?: string | undefined;
};

/** All stacks of one deployment; each refers only to those before it. */
export const addRapport = (app: App, props: RapportProps): void => {
  const { stage, settings, bundles } = props;
  const account = settings.account ?? props.account;
  const region = settings.region ?? props.region ?? 'eu-central-1';
  const env = { region, ...(account && { account }) };
  const prefix = stackPrefix(stage);
  const watched: Watched[] = [];
  const deployment: Deployment = { stage, settings, bundles, account: account ?? 'unknown', region, watched };
  const common = { env, terminationProtection: settings.keepData };

  const data = new DataStack(app, `${prefix}-Data`, deployment, {
    ...common,
    description: 'Rapport: table, buckets, key, backups',
  });
  const identity = new IdentityStack(app, `${prefix}-Identity`, deployment, {
    ...common,
    description: 'Rapport: who may sign in',
  });
  const firewall = settings.waf
    ? new FirewallStack(app, `${prefix}-Firewall`, {
        env: { ...env, region: 'us-east-1' },
        crossRegionReferences: true,
        description: 'Rapport: firewall',
      })
    : undefined;
  const edge = new EdgeStack(app, `${prefix}-Edge`, deployment, {
    env,
    description: 'Rapport: distributions and the HTTP API',
    ...(firewall && { crossRegionReferences: true }),
    data,
    identity,
    webAclArn: firewall?.webAclArn,
  });
  const mail = new MailStack(app, `${prefix}-Mail`, deployment, { env, description: 'Rapport: mail', data });
  const api = new ApiStack(app, `${prefix}-Api`, deployment, {
    env,
    description: 'Rapport: functions and routes of the API',
    data,
    identity,
    edge,
  });
  new AutomationStack(app, `${prefix}-Automation`, deployment, {
    env,
    description: 'Rapport: events and what acts on them',
    data,
    identity,
    mail,
    edge,
  });
  new WatchStack(app, `${prefix}-Watch`, deployment, {
    env,
    description: 'Rapport: dashboard, alarms, budget',
    data,
    edge,
    api,
  });
  Tags.of(app).add('application', 'rapport');
  Tags.of(app).add('stage', stage);
};
