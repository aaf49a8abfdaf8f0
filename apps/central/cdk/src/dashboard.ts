import { METRICS, type MetricName } from '@org/configuration';
import { keepLogicalId, type PipelineFunction, type PipelineQueue } from '@org/cdk-constructs';
import { Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  PeriodOverride,
  TextWidget,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { ourMetric } from './metrics';

/** What the dashboard looks at. */
export interface CentralDashboardProps {
  readonly router: PipelineFunction;
  readonly functions: readonly PipelineFunction[];
  readonly queues: readonly PipelineQueue[];
}

const WIDTH = 24;
const HOUR = Duration.hours(1);
const DAY = Duration.days(1);
const FIVE_MINUTES = Duration.minutes(5);

/** One page for the whole pipeline: what flows, who is silent, how long it takes, how it ends. */
export class CentralDashboard extends Construct {
  readonly dashboardName: string;

  constructor(scope: Construct, id: string, { router, functions, queues }: CentralDashboardProps) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Resource', {
      dashboardName: 'InvestigationOrchestrator',
      defaultInterval: Duration.days(7),
      periodOverride: PeriodOverride.INHERIT,
      widgets: [
        [heading('Flow', 'What arrives, what leaves, and what waits.')],
        [
          graph('Arrived', [shown('EventsReceived', HOUR), shown('EventsQuarantined', HOUR)]),
          graph('Left', [
            shown('PagesSent', HOUR),
            shown('TicketsCreated', HOUR),
            shown('NotifyFailures', HOUR),
            shown('DeliveriesInDoubt', HOUR),
          ]),
          graph(
            'Oldest message, seconds',
            queues.map((queue) =>
              queue.queue.metricApproximateAgeOfOldestMessage({
                statistic: 'Maximum',
                period: FIVE_MINUTES,
                label: queue.node.id,
              }),
            ),
          ),
        ],
        [
          graph(
            'Dead letters',
            queues.map((queue) =>
              queue.deadLetters.queue.metricApproximateNumberOfMessagesVisible({
                statistic: 'Maximum',
                period: FIVE_MINUTES,
                label: queue.node.id,
              }),
            ),
          ),
          graph(
            'Failed messages, %',
            queues.map((queue) => queue.errorRate(FIVE_MINUTES)),
          ),
          graph('Silent agent spaces', [shown('ClientsSilent', FIVE_MINUTES, 'Maximum')]),
        ],
        [
          heading(
            'Clients',
            'Who was heard of last, and what each of them sent. A client at the top of the first table is silent.',
          ),
        ],
        [
          table('Last heard of', router, [
            'filter ispresent(client_account_id)',
            'stats max(@timestamp) as last_heard_of, count(*) as lines by client_account_id',
            'sort last_heard_of asc',
            'limit 100',
          ]),
          table('Sent', router, [
            'filter ispresent(client_account_id) and ispresent(message_id)', // the lines that carry metrics
            'stats sum(EventsReceived) as events, sum(withheld) as withheld, sum(EventsQuarantined) as quarantined, sum(HeartbeatGaps) as gaps by client_account_id',
            'sort events desc',
            'limit 100',
          ]),
        ],
        [heading('Time and outcomes', 'MTTR here is the minutes from the start of an investigation to its outcome.')],
        [
          graph('MTTR, minutes', [
            shown('InvestigationMinutes', DAY, 'Average'),
            shown('InvestigationMinutes', DAY, 'p50'),
            shown('InvestigationMinutes', DAY, 'p90'),
          ]),
          stacked('Outcomes', [shown('InvestigationsConclusive', DAY), inconclusive()]),
          graph('Patterns', [
            shown('PatternsFound', DAY),
            shown('FalseAlarmsReported', DAY),
            shown('PatternDetectorFailures', DAY),
          ]),
        ],
        [graph('AI spend, US dollars', [shown('AnalysisCost', DAY)])],
        [heading('Machinery', 'Our own functions.')],
        [
          graph(
            'Errors',
            functions.map((one) => one.metric('Errors', FIVE_MINUTES).with({ label: one.node.id })),
          ),
          graph(
            'Duration, p99, ms',
            functions.map((one) =>
              one.function.metricDuration({ statistic: 'p99', period: FIVE_MINUTES, label: one.node.id }),
            ),
          ),
          graph(
            'Throttles',
            functions.map((one) => one.metric('Throttles', FIVE_MINUTES).with({ label: one.node.id })),
          ),
        ],
      ],
    });
    keepLogicalId(dashboard, id);
    this.dashboardName = dashboard.dashboardName;
  }
}

/** One of our metrics under its own meaning, so that nobody has to know the names. */
function shown(name: MetricName, period: Duration, statistic = 'Sum'): IMetric {
  const meaning = METRICS[name].meaning.replace(/\.$/, '');
  return ourMetric(name, period, statistic).with({ label: statistic === 'Sum' ? meaning : `${statistic}: ${meaning}` });
}

/** Every report tells its minutes, so their number is the number of reports: no metric of its own is billed for the rest. */
function inconclusive(): IMetric {
  return new MathExpression({
    label: 'Investigations that ended without a root cause, failed or timed out',
    expression: 'reports - FILL(conclusive, 0)',
    usingMetrics: {
      reports: ourMetric('InvestigationMinutes', DAY, 'SampleCount'),
      conclusive: ourMetric('InvestigationsConclusive', DAY),
    },
    period: DAY,
  });
}

function heading(title: string, text: string): TextWidget {
  return new TextWidget({ markdown: `## ${title}\n${text}`, width: WIDTH, height: 2 });
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: WIDTH / 3, height: 6, leftYAxis: { min: 0, showUnits: false } });
}

function stacked(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({
    title,
    left,
    stacked: true,
    width: WIDTH / 3,
    height: 6,
    leftYAxis: { min: 0, showUnits: false },
  });
}

/** Figures per client come from the log, where they cost nothing for existing. */
function table(title: string, { logGroup }: PipelineFunction, queryLines: string[]): LogQueryWidget {
  return new LogQueryWidget({
    title,
    logGroupNames: [logGroup.logGroupName],
    view: LogQueryVisualizationType.TABLE,
    queryLines,
    width: WIDTH / 2,
    height: 8,
  });
}
