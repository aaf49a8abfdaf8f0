import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { PipelineFunction } from './pipeline-function';
import { keepLogicalId } from './template';

/** What differs from one table to the next. */
export interface PipelineTableProps {
  /** Adds the index gsi1, with gsi1pk and gsi1sk as its keys and every attribute in it. */
  readonly withIndex?: boolean;
}

/**
 * A table with string keys pk and sk and expiry at expires_at (epoch seconds), paid by use, restorable to any second
 * of the last 35 days, and kept when its stack goes.
 */
export class PipelineTable extends Construct {
  readonly table: Table;
  private readonly indexArns: readonly string[];

  constructor(scope: Construct, id: string, props: PipelineTableProps = {}) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expires_at',
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: TableEncryption.DEFAULT, // by a key that DynamoDB owns, at no charge
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    keepLogicalId(this.table, id);
    if (props.withIndex) {
      this.table.addGlobalSecondaryIndex({
        indexName: 'gsi1',
        partitionKey: { name: 'gsi1pk', type: AttributeType.STRING },
        sortKey: { name: 'gsi1sk', type: AttributeType.STRING },
        projectionType: ProjectionType.ALL,
      });
    }
    this.indexArns = props.withIndex ? [`${this.table.tableArn}/index/gsi1`] : [];
  }

  /** Single-item reads and writes, and queries. No scan; deletion is for expiry, or is allowed where it is needed. */
  grantItemsAndQueries(to: PipelineFunction): void {
    to.allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], [this.table.tableArn]);
    if (this.indexArns.length > 0) to.allow(['dynamodb:Query'], this.indexArns);
  }
}
