import {
  analysisOf,
  configurationVersion,
  parseCentralDocument,
  type Analysis,
  type Configuration,
} from '@org/configuration';
import { readDocument, readEnvironment } from '@org/lambda-runtime';

/** What the pattern detector is deployed with. */
export interface DetectorConfig {
  readonly tableName: string;
  readonly configuration: Configuration;
  readonly analysis: Analysis;
  /** Twelve characters that name this very configuration. */
  readonly configurationVersion: string;
}

/** Reads the environment and `configuration.json` once, and throws one error that names everything that is wrong. */
export function readDetectorConfig(env: NodeJS.ProcessEnv): DetectorConfig {
  const { TABLE } = readEnvironment(env, { TABLE: 'the DynamoDB table of investigations' });
  const document = readDocument('configuration.json', env);
  const configuration = parseCentralDocument(document);
  return {
    tableName: TABLE,
    configuration,
    analysis: analysisOf(configuration.central),
    configurationVersion: configurationVersion(document),
  };
}
