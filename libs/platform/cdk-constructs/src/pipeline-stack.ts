import { DefaultStackSynthesizer, Stack, type IStackSynthesizer } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** What differs from one stack to the next. */
export interface PipelineStackProps {
  /** What it does, for whoever finds it in an account. */
  readonly description: string;
}

/** A stack for any account and Region, whose template holds our resources and nothing else. */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, { description }: PipelineStackProps) {
    super(scope, id, {
      description,
      analyticsReporting: false,
      // The command line looks at the bootstrap version by itself; a rule in the template would only repeat it.
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
    });
  }
}
