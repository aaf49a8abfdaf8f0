import { ALNUM, DASH, DOT, UPPER, isAt, isLetterBeyondAscii, isRightEdge } from '../characters';
import type { Proofs, RedactionRule } from '../rule';

const UPPERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/*
 * Identity numbers of many countries look like any other number, so the word before them decides; the shape only has to
 * be possible. A few forms are distinctive enough to stand alone.
 */

const NO = '[ _-]?(?:number|no|nr|num|nummer|#)';
/** How a label begins, what must follow of it, and the shape of the value where it is not {@link VALUE}. */
const LABELS: readonly (readonly [first: string, rest?: string, shape?: string])[] = [
  [
    'ssn itin nino aadhaar aadhar uidai dni cpf cnpj pesel regon nhs passport reisepass passeport pasaporte paspoort passaporto fuehrerschein idnr steuernummer sozialversicherungs rentenversicherungs rvnr svnr personalausweis ausweisnummer insee bsn burgerservicenummer sofinummer rijksregister insz niss personnummer samordningsnummer hetu fodselsnummer cedula curp tfn hkid nric mykad cuit cuil ppsn oib jmbg emso embg amka ahv cnic nicop tckn isikukood jumin rrn npwp philsys umid mrn krankenversichertennummer versichertennummer mynumber taxid nationalid codicefiscale iqama bvn cccd cmnd snils idnp rnokpp huduma cnie kennitala matricule passnummer identifikationsnummer uscis ohip medicaid policyholder',
  ],
  ['social', '[ _-]?(?:security|insurance)'],
  ['national', '[ _-]?(?:insurance|id|identity|identification|register|health)'],
  ['nat', '[ _.-]{1,2}ins'],
  ['ni tin sss ird nhi dl ic ktp nik', NO],
  ['driver drivers', "['’]?s?[ _-]?licen[cs]e"],
  ['driving', '[ _-]?licen[cs]e'],
  ['licence license', NO],
  ['identity personal citizen', '[ _-]?(?:id|identity|identification|card|code|document|number|no)'],
  ['identification', NO],
  ['id', `(?:${NO}|[ _-]?card)`],
  ['emirates civil sa qatar ghana', '[ _-](?:id|card)'],
  ['alien', NO],
  ['policy', '[ _-]?holder[ _-]?(?:id|no|number)'],
  ['thai chinese israeli african', '[ _]?(?:national[ _]?)?id'],
  ['tax', '[ _-]?(?:id|file|payer|identification|number|no)'],
  ['employer', '[ _-]?identification'],
  ['steuer', '[ -]?id'],
  ['sv ahv avs', '[ -]?(?:nummer|nr)'],
  ['ust', '-?id'],
  ['codice', '[ _-]?fiscale'],
  ['henkil', 'o?tunnus'],
  ['my individual', '[ _-]?number', '\\d{4} ?\\d{4} ?\\d{4}'],
  ['documento cartao', '[ _]de[ _]|[ _]nacional'],
  ['rodne', '[ _]?cislo'],
  ['asmens personas', '[ _]?kod[ao]?s'],
  ['numer', '[ _]dowodu'],
  ['partita', '[ _]iva'],
  ['ausweis', '(?:[ -]?(?:nummer|nr))?'],
  ['numeric', '[ _]personal'],
  ['identidad extranjero contribuinte'],
  ['medicare', '[ _-]?beneficiary'],
  ['kimlik teudat', '(?:[ _]?(?:no|zehut|numaras))?'],
  ['voter', '[ _-]?id'],
  ['resident', '[ _-]?(?:registration|identity|id)'],
  ['health', '[ _-]?(?:card|insurance|id)'],
  ['insurance', '[ _-]?(?:member|number|no|policy)'],
  ['medical', '[ _-]?record'],
  ['patient', '[ _-]?(?:id|no|number|identifier)'],
  ['medicare', '', '\\d{4} ?\\d{5} ?\\d|\\d[A-Z]\\w\\d-?[A-Z]\\w\\d-?[A-Z]{2}\\d\\d'],
  ['sin taj', '', '\\d{3}[- ]?\\d{3}[- ]?\\d{3}'],
  ['ein', '', '\\d\\d-\\d{7}'],
  ['ni', '', '[A-Z]{2} ?\\d\\d ?\\d\\d ?\\d\\d ?[A-D]'],
  ['nie', '', '[XYZ]-?\\d{7}-?[A-Z]'],
  ['rut run', '', '\\d{1,2}\\.?\\d{3}\\.?\\d{3}-[\\dK]'],
  ['rfc', '', '[A-Z&]{3,4}-?\\d{6}-?[A-Z\\d]{3}'],
  ['pan permanent', '(?:[ _-]?account)?', '[A-Z]{5}\\d{4}[A-Z]'],
  ['epic', '', '[A-Z]{3}\\d{7}'],
  ['fin', '', '[STFGM]\\d{7}[A-Z]'],
  ['ic', '', '\\d{6}-\\d\\d-\\d{4}'],
  ['cpr', '', '\\d{6}[- ]?\\d{4}'],
  ['pps', '', '\\d{7}[A-Z]{1,2}'],
  ['cf', '', '[A-Z]{6}\\d\\d[A-Z]\\d\\d[A-Z]\\d{3}[A-Z]'],
  ['nir', '', '[12] ?\\d\\d ?\\d\\d ?\\w\\w ?\\d{3} ?\\d{3}(?: ?\\d\\d)?'],
  ['rg', '', '\\d{1,2}\\.\\d{3}\\.\\d{3}-[\\dX]'],
  ['pis', '', '\\d{3}\\.\\d{5}\\.\\d\\d-\\d'],
  ['cc nit', '', '\\d{1,3}(?:\\.\\d{3}){2,3}(?:-\\d)?|1\\d{9}|\\d{9}-\\d'],
  ['utr', '', '\\d(?: ?\\d){9}'],
  ['nif', '', '[A-Z]?\\d{1,3}(?:\\.?\\d{3}){2}[ -]?[A-Z]?'],
  ['cif', '', '[A-Z]-?\\d{7}-?[A-Z\\d]'],
  ['ci', '', '\\d\\.\\d{3}\\.\\d{3}-\\d'],
  [
    'nin cin nic nid inn iin ruc rif cui rtn ine nss npi acn crn dpi cnh qid pib kra',
    '',
    '[A-Z]{0,2}-?\\d{6,14}(?:-?[A-Z\\d])?(?![A-Z\\d-])',
  ],
  ['tin sss nik ktp ird nhi nip cnp egn abn dl avs afm', '', '\\d{2,}(?:[ -]?\\d{2,}){0,4}(?:-\\d)?'],
  ['vat', '', '[A-Z]{2}[A-Z\\d]?\\d{8,12}(?:B\\d\\d)?'],
];
/** Also ordinary words: only in capitals, or quoted as a key, are they a label. */
const ALSO_WORDS = new Set(
  'tin nik ktp nip cnp egn abn dl avs afm nhi ird sss pan ni ic cc nit rg pis cf fin epic nif cif nir utr ci nin cin nic nid inn iin ruc rif cui rtn ine nss npi acn crn dpi cnh qid pib kra sa'.split(
    ' ',
  ),
);
/** Letters and digits in groups, as most countries write them. */
const VALUE =
  '(?:[A-Z]{0,6}|[A-Z]{1,2}[ -])\\d{1,18}[A-Z\\d]{0,12}(?:[ ./-]?[A-Z]?\\d[A-Z\\d]{0,12}){0,7}(?:[ -][A-Z](?![A-Z]))?(?:\\([\\dA]\\))?';

/** What may stand between the label and the value. */
const BETWEEN =
  '(?:[ _-]?(?:numbers?|num|nummer|numer|nr|no|id|ids|nin|code|kod|kods|card|for|is|was|of|the|do|del|da|de|du|titular|cliente|customer|client|user|record|value|identidade?|ciudadan[ií]a)(?![a-z])|n°|:|#)*[\\s"\'\\\\:=#.()\\][-]{1,12}';

const BY_FIRST = new Map<string, RegExp[]>();
for (const [words, rest = '', shape = VALUE] of LABELS) {
  const label = new RegExp(
    `${rest === '' ? '' : `(?:${rest})`}[a-z]{0,20}${BETWEEN}(${shape})(?![A-Z\\d]|[:.]\\d)`,
    'diy',
  );
  for (const word of words.split(' ')) BY_FIRST.set(word, [...(BY_FIRST.get(word) ?? []), label]);
}

const labelled: RedactionRule = {
  id: 'national-id-labelled',
  category: 'national_id',
  on: { literals: [...BY_FIRST.keys()], anyCase: true },
  find: (text, at, after) => {
    const word = text.slice(at, after);
    const first = word.toLowerCase();
    if (ALSO_WORDS.has(first) && word !== word.toUpperCase() && !/["'_/]/.test(text[at - 1] ?? '')) return undefined;
    for (const label of BY_FIRST.get(first)!) {
      label.lastIndex = after;
      const match = label.exec(text);
      if (!match) continue;
      const [start, end] = match.indices!.at(-1)!;
      const value = text.slice(start, end);
      const digits = value.replace(/\D/g, '').length;
      if (digits < (/[a-z]/i.test(value) ? 4 : 6) || digits > 18 || !isRightEdge(text, end)) continue;
      // Dates, sums and versions.
      if (/^\d{4}-\d\d-\d\d|^\d{1,2}\/\d{1,2}\/|^\d+\.\d+$|^\d{4}\.\d\d\.\d\d$/.test(value)) continue;
      return { start, end };
    }
    return undefined;
  },
};

/** Labels that hold letters beyond ASCII, which begin no literal: the number after them looks back. */
const FOREIGN =
  /(?:s[ée]curit[ée][ _]?sociale|num[ée]ro[ _](?:national|fiscal|avs|insee)|identidad(?:de)?|contribuinte|cidadão|cédula|rodné[ _]?číslo|rč|ötunnus|fødsels\p{L}+|d-nummer|führerschein\p{L}{0,8}|emšo|szám|azonosító[ _]?jel|kimlik\p{L}*|numarası|ЕГН|ИНН|СНИЛС|ΑΦΜ|ΑΜΚΑ|身份证号?码?|マイナンバー|個人番号|주민등록번호|ประชาชน|护照|паспорт|dow[óo]d\p{L}*|身分證\p{L}*|ІПН|teudat|personnúmer|kennitala)[\p{L}_ ]{0,20}[\s"'\\:=.()-]{1,8}(?:[A-Z]-?)?$/iu;

const foreign: RedactionRule = {
  id: 'national-id-foreign',
  category: 'national_id',
  on: { begin: 'number', digits: [1, 18], beyondAscii: true },
  find: (text, at) => {
    // Cheap and mostly enough: no letter beyond ASCII stands before.
    let index = at - 1;
    const limit = Math.max(0, at - 36);
    while (index >= limit && text.charCodeAt(index) < 0xc0 && text.charCodeAt(index) !== 10) index--;
    if (index < limit || !isLetterBeyondAscii(text.charCodeAt(index))) return undefined;
    if (!FOREIGN.test(text.slice(Math.max(0, at - 48), at))) return undefined;
    const shape = new RegExp(VALUE, 'iy');
    const start =
      isAt(text, at - 1, DASH) && isAt(text, at - 2, UPPER) ? at - 2 : isAt(text, at - 1, UPPER) ? at - 1 : at;
    shape.lastIndex = start;
    if (!shape.test(text) || text.slice(start, shape.lastIndex).replace(/\D/g, '').length < 6) return undefined;
    return { start, end: shape.lastIndex };
  },
};

const DATE = '(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])';

/** Forms that are nothing else, some by their check digits. Each with its country and who defines it. */
const DISTINCT: readonly (readonly [
  country: string,
  on: RedactionRule['on'],
  shape: string,
  check?: (digits: string) => boolean,
])[] = [
  // SSA, "Social Security Number Randomization": no 000, 666 or 9xx area, no 00 group, no 0000 serial.
  ['us-ssn', { begin: 'number', digits: [3, 3], next: '-' }, '(?!000|666|9)\\d{3}-(?!00)\\d\\d-(?!0000)\\d{4}'],
  // Receita Federal: check digits with weights 10 to 2 and 11 to 2, modulo 11; companies by their form.
  ['br-cpf', { begin: 'number', digits: [3, 3], next: '.' }, '\\d{3}\\.\\d{3}\\.\\d{3}-\\d\\d', hasCpfCheck],
  ['br-cnpj', { begin: 'number', digits: [2, 2], next: '.' }, '\\d\\d\\.\\d{3}\\.\\d{3}/\\d{4}-\\d\\d'],
  // ZAS/CdC: 756 is Switzerland.
  ['ch-ahv', { begin: 'number', digits: [3, 3], next: '.' }, '756\\.\\d{4}\\.\\d{4}\\.\\d\\d'],
  // GB 11643-1999: ISO 7064 MOD 11-2.
  [
    'cn-resident',
    { begin: 'number', digits: [17, 18] },
    `[1-8]\\d{5}(?:19|20)\\d\\d${DATE}\\d{3}[\\dXx]`,
    hasChineseCheck,
  ],
  ['kr-rrn', { begin: 'number', digits: [6, 6], next: '-' }, `\\d\\d${DATE}-[1-4]\\d{6}`],
  ['pk-cnic', { begin: 'number', digits: [5, 5], next: '-' }, '[1-7]\\d{4}-\\d{7}-\\d'],
  ['th-id', { begin: 'number', digits: [1, 1], next: '-' }, '[1-8]-\\d{4}-\\d{5}-\\d\\d-\\d'],
  ['ar-cuit', { begin: 'number', digits: [2, 2], next: '-' }, '(?:2[0347]|3[034])-\\d{8}-\\d'],
  ['be-register', { begin: 'number', digits: [2, 2], next: '.' }, '\\d\\d\\.[01]\\d\\.[0-3]\\d-\\d{3}\\.\\d\\d'],
  // HMRC, National Insurance Manual NIM39110.
  ['gb-nino', { begin: 'capital', next: UPPERS }, '[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] \\d\\d \\d\\d \\d\\d [A-D]'],
  // Agenzia delle Entrate, codice fiscale; RENAPO, CURP.
  ['it-cf', { begin: 'capital', next: UPPERS }, '[A-Z]{6}\\d\\d[A-EHLMPRST]\\d\\d[A-Z]\\d{3}[A-Z]'],
  ['mx-curp', { begin: 'capital', next: UPPERS }, `[A-Z]{4}\\d\\d${DATE}[HMX][A-Z]{5}[A-Z\\d]\\d`],
];

const distinct: readonly RedactionRule[] = DISTINCT.map(([id, on, source, check]) => {
  const shape = new RegExp(`${source}(?![\\w-])`, 'y');
  return {
    id,
    category: 'national_id',
    on,
    find: (text, at) => {
      if (isAt(text, at - 1, ALNUM | DASH | DOT)) return undefined;
      shape.lastIndex = at;
      if (!shape.test(text)) return undefined;
      const end = shape.lastIndex;
      return isRightEdge(text, end) && (!check || check(text.slice(at, end).replace(/[.-]/g, '')))
        ? { start: at, end }
        : undefined;
    },
  };
});

function hasCpfCheck(digits: string): boolean {
  const check = (length: number) => {
    let sum = 0;
    for (let index = 0; index < length; index++) sum += Number(digits[index]) * (length + 1 - index);
    return ((sum * 10) % 11) % 10;
  };
  return check(9) === Number(digits[9]) && check(10) === Number(digits[10]);
}

function hasChineseCheck(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < 17; index++) sum = (sum + Number(digits[index])) * 2;
  return (sum + '0123456789X'.indexOf(digits[17]!.toUpperCase())) % 11 === 1;
}

export const nationalIdRules: readonly RedactionRule[] = [labelled, foreign, ...distinct];

export const proofs: Proofs = {
  'national-id-labelled': {
    finds: [
      'Payload contained SSN «567-70-4188» in clear.',
      'NI number: «LP425504D»',
      '{"sin":"«463-111-559»","verified":true}',
      'Aadhaar «3805 8911 8195» in clear',
      'DNI «50612738L» in',
      'CPF: «250.066.836-35»',
      'PESEL: «93011600646»',
      'NHS no: «413 737 7057»',
      'passport «C01X00T47» expired',
      '{"codice_fiscale":"«TBNGSR85T28U585N»"}, idNumber: «158004940»',
      'PAN «EUPPY5690U», NRIC/FIN: «T4698909P», HKID «F498989(3)»',
      'NI number: «SR 49 15 92 C», RUT «9.399.551-5», TCKN=«88945897118»',
    ],
    leaves: [
      'run 4',
      'the run 1762956560 finished',
      'sin 45',
      'passport control',
      'patient 12 of 40',
      'PAN is masked',
      'pps: 1200345',
      'RFC 7231',
    ],
  },
  'national-id-foreign': {
    finds: [
      'rodné číslo: «771226/1091»',
      'n° de sécurité sociale «1 53 11 89 961 808 16»',
      '{"身份证号":"«583759199311149044»"}',
    ],
    leaves: ['le numéro 1234567 a échoué', 'Größe: 1234567'],
  },
  'br-cnpj': { finds: ['de «12.345.678/0001-95».'], leaves: ['12.345.678/0001'] },
  'ch-ahv': { finds: ['rows with «756.1234.5678.97»'], leaves: ['756.1234.5678'] },
  'cn-resident': { finds: ['for «11010519491231002X» failed'], leaves: ['110105194912310021', '583759199311149045'] },
  'kr-rrn': { finds: ['for «811111-3600544» failed'], leaves: ['811311-3600544', '811111-360054'] },
  'pk-cnic': { finds: ['for «16963-4152440-4» failed'], leaves: ['16963-4152440'] },
  'th-id': { finds: ['for «1-6960-04748-64-8» failed'], leaves: ['1-6960-04748'] },
  'ar-cuit': { finds: ['for «20-12345678-3» failed'], leaves: ['26-12345678-3'] },
  'be-register': { finds: ['for «93.10.19-003.84» failed'], leaves: ['93.10.19-003'] },
  'gb-nino': { finds: ['for «AB 12 34 56 C» failed'], leaves: ['AB 12 34'] },
  'it-cf': { finds: ['for «RSSMRA85T10A562S» failed'], leaves: ['RSSMRA85X10A562S'] },
  'mx-curp': { finds: ['for «GODE561231HDFRRN09» failed'], leaves: ['GODE561331HDFRRN09'] },
  'us-ssn': {
    finds: ['rows with «567-70-4188» in them'],
    leaves: ['000-12-3456', '123-45-67890', 'x-123-45-6789'],
  },
  'br-cpf': {
    finds: ['for «250.066.836-35» was'],
    leaves: ['250.066.836-36'],
  },
};
