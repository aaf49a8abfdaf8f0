import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Slack API documentation, "Token types".
export const slackRules = tokens(
  'slack-token',
  'xoxb- xoxp- xoxa- xoxr- xoxs- xoxe- xoxe. xoxo- xoxc- xoxd- xapp- xwfp-:k12-400',
  'slack_token',
);

export const proofs: Proofs = {
  'slack-token': {
    finds: ['was «xoxb-331263835788-5636768566453-lK9Jc1iv8H8P6zbAT1wrMx2p», then rotated'],
    leaves: ['xoxb-xxxxxxxxxxxx-xxxx', 'xoxb-your-token'],
  },
};
