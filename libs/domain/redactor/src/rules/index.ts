import type { RedactionRule } from '../rule';
import { aiRules } from './ai';
import { assignmentRules } from './assignments';
import { awsRules } from './aws';
import { azureRules } from './azure';
import { commandRules } from './commands';
import { contactRules } from './contacts';
import { financeRules } from './finance';
import { googleRules } from './google';
import { hashicorpRules } from './hashicorp';
import { headerRules } from './headers';
import { hostRules } from './hosts';
import { messagingRules } from './messaging';
import { monitoringRules } from './monitoring';
import { nationalIdRules } from './national-ids';
import { networkRules } from './network';
import { paymentRules } from './payments';
import { peopleRules } from './people';
import { platformRules } from './platforms';
import { privateKeyRules } from './private-keys';
import { registryRules } from './registries';
import { sourceHostRules } from './source-hosts';
import { urlRules } from './urls';

/** Every rule. Where two fit the same place the earlier wins, so the more telling stand first. */
export const RULES: readonly RedactionRule[] = [
  ...privateKeyRules,
  ...awsRules,
  ...sourceHostRules,
  ...messagingRules,
  ...paymentRules,
  ...registryRules,
  ...aiRules,
  ...googleRules,
  ...azureRules,
  ...monitoringRules,
  ...hashicorpRules,
  ...platformRules,
  ...urlRules,
  ...headerRules,
  ...commandRules,
  ...assignmentRules,
  ...financeRules,
  ...nationalIdRules,
  ...hostRules,
  ...networkRules,
  ...contactRules,
  ...peopleRules,
];
