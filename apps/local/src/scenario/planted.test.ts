import { Planter } from './planted';

describe('what is planted', () => {
  it('is the same for the same seed, so that a run can be repeated', () => {
    const text = 'key {{aws_access_key}} for {{email}}';
    expect(new Planter('one').expand(text)).toBe(new Planter('one').expand(text));
    expect(new Planter('one').expand(text)).not.toBe(new Planter('two').expand(text));
  });

  it('is one value wherever the same label stands', () => {
    const planter = new Planter('seed');
    expect(planter.expand('{{ipv4:db}}')).toBe(planter.expand('{{ipv4:db}}'));
    expect(planter.expand('{{ipv4}}')).not.toBe(planter.expand('{{ipv4}}'));
    expect(planter.planted).toHaveLength(3);
  });

  it('counts only the secret part of what it shows', () => {
    const planter = new Planter('seed');
    const shown = planter.expand('{{db_url}}');
    const [planted] = planter.planted;
    expect(shown).toMatch(/^postgres:\/\/app_user:/);
    expect(shown).toContain(planted?.value);
    expect(planted?.value).toMatch(/^[A-Za-z0-9]{18}$/);
  });

  it('refuses a kind that it cannot make, and names those it can', () => {
    expect(() => new Planter('seed').expand('{{passport}}')).toThrow(/"passport".*aws_access_key/);
  });
});
