import type { PatternAnswer } from '@org/investigation-store';
import type { PatternAlert } from '@org/notifiers';

/** What a model said, as the provider's engineers read it in a page or ticket, with its confidence beside ours. */
export function inWords(
  { cause, confidence, shared_dependency, check_first, recommendations }: PatternAnswer,
  ours: number,
  clientName: (accountId: string) => string,
): Pick<PatternAlert, 'prose' | 'recommendations'> {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const prose = [
    cause,
    `The model is ${percent(confidence)} sure of it; the evidence alone gives ${percent(ours)} for one cause.`,
    ...(shared_dependency === undefined ? [] : [`Shared: ${shared_dependency}.`]),
  ].join(' ');
  const steps = [
    ...check_first,
    ...recommendations.map((one) => `At ${clientName(one.client_account_id)}: ${one.check_first.join(' ')}`),
  ];
  return { prose, ...(steps.length > 0 && { recommendations: steps }) };
}
