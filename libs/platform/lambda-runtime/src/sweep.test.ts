import { sweepDue } from './sweep';

/** A list by due time, of which so many are read at once; what was looked at leaves it. */
function aList(names: readonly string[], batch: number) {
  const waiting = [...names];
  const looked: string[] = [];
  return {
    looked,
    waiting,
    sweep: {
      due: async () => waiting.slice(0, batch),
      nameOf: (name: string) => name,
      look: async (name: string) => {
        looked.push(name);
        waiting.splice(waiting.indexOf(name), 1);
      },
      hasTime: () => true,
      workers: 2,
    },
  };
}

it('looks at all that is due, the first first, also when not all are read at once', async () => {
  const { sweep, looked } = aList(['a', 'b', 'c', 'd', 'e'], 2);
  await sweepDue(sweep);
  expect(looked).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it('looks once at what the index still shows, and ends', async () => {
  const { sweep, looked } = aList(['a', 'b'], 5);
  await sweepDue({ ...sweep, look: async (name) => void looked.push(name) });
  expect(looked).toEqual(['a', 'b']);
});

it('begins no look without time for it', async () => {
  const { sweep, looked, waiting } = aList(['a', 'b', 'c'], 5);
  await sweepDue({ ...sweep, hasTime: () => looked.length < 2 });
  expect({ looked, waiting }).toEqual({ looked: ['a', 'b'], waiting: ['c'] });
});

it('goes on beside one that is slow', async () => {
  const { sweep, looked } = aList(['slow', 'b', 'c'], 5);
  let release = () => undefined as void;
  const slow = new Promise<void>((resolve) => (release = resolve));
  await sweepDue({
    ...sweep,
    look: async (name) => {
      if (name === 'slow') await slow;
      await sweep.look(name);
      if (name === 'c') release();
    },
  });
  expect(looked).toEqual(['b', 'c', 'slow']);
});
