import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModuleKind, transpileModule } from 'typescript';
import * as face from './index';
import * as jira from './jira';
import * as pagerDuty from './pagerduty';

it('offers these names and no others, so that a removal is a decision', () => {
  expect(Object.keys(face).sort()).toEqual(['MAX_GROUPED', 'NotifyError', 'headline']);
  expect(Object.keys(pagerDuty).sort()).toEqual(['pageForEvent', 'pageForPattern', 'pagerDutyNotifier']);
  expect(Object.keys(jira).sort()).toEqual([
    'bodyForEvent',
    'bodyForPattern',
    'issueForEvent',
    'issueForPattern',
    'jiraNotifier',
  ]);
});

it('does what the first example of the README says', () => {
  const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
  const [, example = '', output] = /```ts\n(.*?)```\s+```\n(.*?)```/s.exec(readme) ?? [];
  const { outputText } = transpileModule(example, { compilerOptions: { module: ModuleKind.CommonJS } });
  const printed: string[] = [];
  new Function('require', 'exports', 'console', outputText)(
    require,
    {},
    {
      log: (...words: unknown[]) => printed.push(words.join(' ')),
    },
  );
  expect(`${printed.join('\n')}\n`).toBe(output);
});
