import type { RedactionRule } from '../rule';
import { assignmentRules } from './assignments';
import { awsRules } from './aws';
import { commandRules } from './commands';
import { contactRules } from './contacts';
import { financeRules } from './finance';
import { headerRules } from './headers';
import { gluedRules } from './glued';
import { hostRules } from './hosts';
import { nationalIdRules } from './national-ids';
import { networkRules } from './network';
import { peopleRules } from './people';
import { privateKeyRules } from './private-keys';
import { unknownVendorRules } from './unknown-vendors';
import { urlRules } from './urls';
import { VENDOR_RULES } from './vendors';

/** Every rule. Where two fit the same place the earlier wins, so the more telling stand first. */
export const RULES: readonly RedactionRule[] = [
  ...privateKeyRules,
  ...awsRules,
  ...VENDOR_RULES,
  ...gluedRules,
  ...unknownVendorRules,
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
