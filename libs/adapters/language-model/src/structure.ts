/** What Bedrock understands of a JSON Schema: no lengths, ranges, patterns and defaults. */
const PASSED_ON = ['type', 'properties', 'required', 'items', 'enum', 'additionalProperties', 'description'];

/**
 * The structure of a JSON Schema, without what Bedrock refuses. Whoever reads the answer checks the rest.
 * Source: Bedrock user guide, "Get validated JSON results from models".
 */
export function structureOf(schema: object): object {
  const kept = Object.entries(schema).filter(([keyword]) => PASSED_ON.includes(keyword));
  return Object.fromEntries(
    kept.map(([keyword, value]) => {
      if (keyword === 'items') return [keyword, structureOf(value as object)];
      if (keyword !== 'properties') return [keyword, value];
      const properties = Object.entries(value as Record<string, object>);
      return [keyword, Object.fromEntries(properties.map(([name, one]) => [name, structureOf(one)]))];
    }),
  );
}
