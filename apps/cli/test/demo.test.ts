import { orchestrator } from './run-demo';

jest.setTimeout(180_000);

/** `npm start -- --exit --json`: the whole pipeline, from the agents' ends to pages and tickets. */
describe('the demo, played as fast as it goes', () => {
  it('loses nothing, doubles nothing, leaks nothing, and says so in its last line', async () => {
    const run = orchestrator('demo', '--exit', '--json');
    const code = await run.ended;
    const last = run.stdout().trimEnd().split('\n').at(-1) ?? '';
    expect({ code, complaints: run.stderr().match(/^(lost|doubled|leaked|a dead letter|the DevOps).*$/gm) }).toEqual({
      code: 0,
      complaints: null,
    });
    const result = JSON.parse(last) as Record<string, number>;
    expect(result).toEqual({
      clients: 12,
      investigations: 26,
      crossed: 29,
      withheld: expect.any(Number),
      pages: expect.any(Number),
      tickets: expect.any(Number),
      messages: expect.any(Number),
      patterns: 1,
      lost: 0,
      doubled: 0,
      leaked: 0,
      ready_ms: expect.any(Number),
      first_page_ms: expect.any(Number),
    });
    expect(result['pages']).toBeGreaterThan(8);
    expect(result['tickets']).toBeGreaterThan(10);
  });
});
