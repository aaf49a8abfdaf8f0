import { estimatedTokens, type Completion, type LanguageModel, type Prompt } from '@org/language-model';
import type { DetectorPorts } from '@org/pattern-detector/src/detect';
import type { Worker } from '../worker';

export const PRICE = { input_usd_per_million_tokens: 3, output_usd_per_million_tokens: 15 };

/** One question to the model, as long as it is under way, and what became of it. */
interface Question {
  readonly about: string;
  readonly worker: Worker;
  state: 'asked' | 'failed' | 'kept';
}

const ANSWER = {
  cause: 'The release leaks memory.',
  confidence: 0.7,
  check_first: ['The version that runs.'],
  clients: [],
  evidence: ['E1'],
};

/** A language model that takes money, and remembers whether it was asked without need. */
export class Analyst {
  readonly #questions: Question[] = [];
  /** What it took in all, in US dollars. */
  charged = 0;
  /** Questions about what was answered, or was being answered. */
  readonly needless: string[] = [];

  /** As one worker sees it. */
  modelFor(worker: Worker): LanguageModel {
    return {
      name: 'simulated.model',
      maxOutputTokens: 1_000,
      complete: async (prompt) => {
        const question: Question = { about: subjectOf(prompt), worker, state: 'asked' };
        if (this.#questions.some((earlier) => earlier.about === question.about && isOpenOrKept(earlier))) {
          this.needless.push(question.about);
        }
        this.#questions.push(question);
        const answer = (text: string) => () => this.#charge(prompt, text);
        try {
          return await worker.call('ask', 'model', answer(JSON.stringify(ANSWER)), (fault) =>
            fault === 'nonsense' ? answer('Visit http://example.com') : undefined,
          );
        } catch (error) {
          question.state = 'failed';
          throw error;
        }
      },
    };
  }

  /** A store that tells the analyst what becomes of its answers. */
  watched(store: DetectorPorts['store'], worker: Worker): DetectorPorts['store'] {
    const own = () => this.#questions.filter((each) => each.worker === worker && each.state === 'asked');
    const failing = <T>(doing: Promise<T>) =>
      doing.catch((error: unknown) => {
        for (const question of own()) question.state = 'failed';
        throw error;
      });
    return {
      ...store,
      settle: (...given) => failing(store.settle(...given)),
      saveAnalysis: async (...given) => {
        await failing(store.saveAnalysis(...given));
        for (const question of own()) question.state = 'kept';
      },
    };
  }

  #charge({ instructions, data }: Prompt, text: string): Completion {
    const usage = {
      inputTokens: Math.floor(estimatedTokens(instructions.length + data.length) * 0.8),
      outputTokens: text.length,
    };
    this.charged +=
      (usage.inputTokens * PRICE.input_usd_per_million_tokens +
        usage.outputTokens * PRICE.output_usd_per_million_tokens) /
      1_000_000;
    return { text, usage };
  }
}

const isOpenOrKept = ({ state, worker }: Question) => state === 'kept' || (state === 'asked' && worker.alive);

/** What it is asked about: the title of a pattern of a named cause stays the same. */
function subjectOf({ data }: Prompt): string {
  return (JSON.parse(data) as { shared: string }).shared;
}
