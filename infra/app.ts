import { Validations } from 'aws-cdk-lib';
import { builtBundles } from './bundles.ts';
import { readSettings } from './config.ts';
import { Nag } from './nag.ts';
import { exemptionsFor } from './nag-exemptions.ts';
import { addRapport, createApp } from './rapport.ts';

const app = createApp();
const stage = String(app.node.tryGetContext('stage') ?? 'production');
const settings = readSettings(stage);
const bundles = builtBundles();
// what runs on one machine only starts without being validated: the tests validate the same stacks
if (stage === 'local') process.env.CDK_VALIDATION = 'false';
else Validations.of(app).addPlugins(new Nag(app, exemptionsFor(settings)));
addRapport(app, {
  stage,
  settings,
  bundles,
  account: process.env.CDK_DEFAULT_ACCOUNT,
  region: process.env.CDK_DEFAULT_REGION,
});
