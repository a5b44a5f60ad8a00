import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import {
  Alarm,
  AlarmStatusWidget,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import type { ApiStack } from './api.ts';
import type { DataStack } from './data.ts';
import type { EdgeStack } from './edge.ts';

type Parts = { readonly data: DataStack; readonly edge: EdgeStack; readonly api: ApiStack };

/** Tells the administrator what went wrong, and what it costs. */
export class WatchStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { settings, watched }: Deployment,
    { data, edge, api, ...props }: StackProps & Parts,
  ) {
    super(scope, id, props);
    const topic = new Topic(this, 'Alarms', { displayName: 'Rapport', masterKey: data.key, enforceSSL: true });
    if (settings.adminEmail) topic.addSubscription(new EmailSubscription(settings.adminEmail));
    const tell = new SnsAction(topic);
    const alarms = watched.map((one) => {
      const alarm = new Alarm(this, one.id, {
        alarmDescription: one.description,
        metric: one.metric,
        threshold: one.threshold,
        evaluationPeriods: one.periods ?? 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(tell);
      alarm.addOkAction(tell);
      return alarm;
    });

    const period = Duration.minutes(5);
    const handlers = [...api.functions];
    const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 8, height: 6 });
    const dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.hours(12) });
    dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 4 }));
    dashboard.addWidgets(
      graph('Requests', [edge.api.metricCount({ period, statistic: Stats.SUM, label: 'all' })]),
      graph('Failed requests', [
        edge.api.metricClientError({ period, statistic: Stats.SUM, label: '4xx' }),
        edge.api.metricServerError({ period, statistic: Stats.SUM, label: '5xx' }),
      ]),
      graph('Latency in ms', [
        edge.api.metricLatency({ period, statistic: Stats.p(50), label: 'p50' }),
        edge.api.metricLatency({ period, statistic: Stats.p(99), label: 'p99' }),
      ]),
      graph(
        'Duration of functions in ms, p99',
        handlers.map(([area, f]) => f.metricDuration({ period, statistic: Stats.p(99), label: area })),
      ),
      graph(
        'Functions at once',
        handlers.map(([area, f]) =>
          f.metric('ConcurrentExecutions', { period, statistic: Stats.MAXIMUM, label: area }),
        ),
      ),
      graph('Units of the table', [
        data.table.metricConsumedReadCapacityUnits({ period, statistic: Stats.SUM, label: 'read' }),
        data.table.metricConsumedWriteCapacityUnits({ period, statistic: Stats.SUM, label: 'written' }),
      ]),
      graph(
        'Waiting and late',
        watched
          .filter(({ id: name }) => /DeadLetters$|Lag$/.test(name))
          .map(({ metric, id: label }) => metric.with({ label })),
      ),
    );

    const subscribers = settings.adminEmail ? [{ subscriptionType: 'EMAIL', address: settings.adminEmail }] : [];
    const notify = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
      subscribers,
    });
    new CfnBudget(this, 'Budget', {
      budget: { budgetType: 'COST', timeUnit: 'MONTHLY', budgetLimit: { amount: settings.budgetUsd, unit: 'USD' } },
      ...(subscribers.length > 0 && {
        notificationsWithSubscribers: [notify('ACTUAL', 80), notify('FORECASTED', 100)],
      }),
    });
    new CfnOutput(this, 'DashboardName', { value: dashboard.dashboardName, description: 'CloudWatch dashboard' });
  }
}
