import { builtBundles } from './bundles.ts';
import { readSettings } from './config.ts';
import { addRapport, createApp } from './rapport.ts';

const app = createApp();
const stage = String(app.node.tryGetContext('stage') ?? 'production');
addRapport(app, {
  stage,
  settings: readSettings(stage),
  bundles: builtBundles(),
  account: process.env['CDK_DEFAULT_ACCOUNT'],
  region: process.env['CDK_DEFAULT_REGION'],
});
