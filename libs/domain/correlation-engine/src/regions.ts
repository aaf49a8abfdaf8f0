// How reports say a Region without its code. Source: AWS General Reference, "Regions and Zones".
const NAMES: Readonly<Record<string, string>> = {
  'n. virginia': 'us-east-1',
  'northern virginia': 'us-east-1',
  ohio: 'us-east-2',
  'n. california': 'us-west-1',
  'northern california': 'us-west-1',
  oregon: 'us-west-2',
  'cape town': 'af-south-1',
  'hong kong': 'ap-east-1',
  hyderabad: 'ap-south-2',
  jakarta: 'ap-southeast-3',
  melbourne: 'ap-southeast-4',
  mumbai: 'ap-south-1',
  osaka: 'ap-northeast-3',
  seoul: 'ap-northeast-2',
  singapore: 'ap-southeast-1',
  sydney: 'ap-southeast-2',
  tokyo: 'ap-northeast-1',
  'canada central': 'ca-central-1',
  calgary: 'ca-west-1',
  frankfurt: 'eu-central-1',
  ireland: 'eu-west-1',
  london: 'eu-west-2',
  milan: 'eu-south-1',
  paris: 'eu-west-3',
  spain: 'eu-south-2',
  stockholm: 'eu-north-1',
  zurich: 'eu-central-2',
  bahrain: 'me-south-1',
  uae: 'me-central-1',
  'tel aviv': 'il-central-1',
  'são paulo': 'sa-east-1',
  'sao paulo': 'sa-east-1',
};

const CODE =
  /\b(?:us|eu|ap|ca|sa|af|me|il|mx)(?:-gov)?-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-[1-9]\b/;
const NAME = new RegExp(
  `\\b(?:${Object.keys(NAMES)
    .map((name) => name.replace('.', '\\.'))
    .join('|')})\\b`,
  'i',
);

/** The Region that a text names, by code or by name. */
export function regionIn(text: string): string | undefined {
  return CODE.exec(text)?.[0] ?? NAMES[NAME.exec(text)?.[0].toLowerCase() ?? ''];
}
