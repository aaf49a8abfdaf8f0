import { ALNUM, DASH, DIGIT, DOT, SPACE, UPPER, isAt, isLetterBeyondAscii, isRightEdge } from '../characters';
import type { Proofs, RedactionRule } from '../rule';

const UPPERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/*
 * Identity numbers of many countries look like any other number, so the word before them decides; the shape only has to
 * be possible. A few forms are distinctive enough to stand alone.
 */

/**
 * How labels begin; behind `=` what must follow of them, and the shape of the value where it is not {@link VALUE}. Those
 * in capitals are also ordinary words: only in capitals, or quoted as a key, are they a label. For `~`, `#` and `@` see
 * {@link pattern}.
 */
const LABELS = String.raw`ssn itin nino aadha uidai dni cpf cnpj pesel regon nhs passport reisepass passeport pasaporte paspoort passaporto fuehrerschein idnr steuernummer sozialversicherungs rentenversicherungs rvnr svnr personalausweis insee bsn burgerservice sofinummer rijksregister insz niss personnummer samordnings hetu fodsels cedula curp tfn hkid nric mykad cuit cuil ppsn oib jmbg emso embg amka ahv cnic nicop tckn isikukood jumin rrn npwp philsys umid mrn krankenversicherten versicherten mynumber iqama bvn cccd cmnd snils idnp rnokpp huduma cnie kennitala matricule passnummer identifikations uscis ohip medicaid policyholder identidad extranjero contribuinte
social=~(?:security|insurance)
national=~(?:insurance|id|register|health)
nat=[ _.-]{1,2}ins
NI TIN SSS IRD NHI DL IC KTP NIK licence license identification alien=~NO
driver drivers driving=['’]?s?~licen[cs]e
identity personal citizen=~(?:id|card|code|document|NO)
id=~(?:card|NO)
emirates civil SA qatar ghana=[ _-](?:id|card)
policy=~holder~(?:id|NO)
thai chinese israeli african=[ _]?(?:national[ _]?)?id
tax=~(?:id|file|payer|NO)
employer=~identification
steuer ust=[ -]?id
sv ahv AVS=[ -]?(?:nummer|nr)
codice=~fiscale
henkil=o?tunnus
my individual=~number=#### ?#### ?####
documento cartao=[ _](?:de[ _]|nacional)
rodne=[ _]?cislo
asmens personas=[ _]?kod[ao]?s
numer=[ _]dowodu
partita=[ _]iva
ausweis=(?:[ -]?(?:nummer|nr))?
numeric=[ _]personal
medicare=~beneficiary
kimlik teudat=(?:[ _]?(?:no|zehut|numaras))?
voter=~id
resident=~(?:registration|id)
health=~(?:card|insurance|id)
insurance=~(?:member|policy|NO)
medical=~record
patient=~(?:id|NO)
medicare==#### ?##### ?#|#@\w#-?@\w#-?@@##
sin taj==###[- ]?###[- ]?###
ein==##-#{7}
NI==@@ ?## ?## ?## ?[A-D]
nie==[XYZ]-?#{7}-?@
rut run==##?\.?###\.?###-[#K]
rfc==[A-Z&]{3,4}-?#{6}-?[A-Z#]{3}
pan permanent=(?:~account)?=@{5}####@
EPIC==@@@#{7}
FIN==[STFGM]#{7}@
IC==#{6}-##-####
cpr pnr fnr==#{6,8}[-+ ]?#{4,5}
pps==#{7}@@?
cf==@{6}##@##@###@
nir==[12] ?## ?## ?\w\w ?### ?###(?: ?##)?
RG==##?\.###\.###-[#X]
PIS==###\.#{5}\.##-#
CC NIT==##?#?(?:\.###){2,3}(?:-#)?|1#{9}|#{9}-#
UTR==#(?: ?#){9}
NIF==@?##?#?(?:\.?###){2}[ -]?@?
CIF==@-?#{7}-?[A-Z#]
CI==#\.###\.###-#
NIN CIN NIC NID INN IIN RUC RIF CUI RTN INE NSS NPI ACN CRN DPI CNH QID PIB KRA NIP==@?@?-?#{6,14}(?:-?[A-Z#])?(?![A-Z#-])
TIN SSS NIK KTP IRD NHI NIP CNP EGN ABN DL AVS AFM==##+(?:[ -]?##+){0,4}(?:-#)?
vat==@@[A-Z#]?#{8,12}(?:B##)?`;
/** Letters and digits in groups, as most countries write them. */
const VALUE = '(?:@{0,6}|@@?[ -])#{1,18}[A-Z#]{0,12}(?:[ ./-]?@?#[A-Z#]{0,12}){0,7}(?:[ -]@(?!@))?(?:\\([#A]\\))?';

/** A regular expression from its short form: `~` is a separator or none, `#` a digit, `@` a letter, NO a word for number. */
function pattern(source: string, behind = '', flags = 'iy'): RegExp {
  const long: Readonly<Record<string, string>> = {
    '~': '[ _-]?',
    '@': '[A-Z]',
    NO: '(?:number|no|nr|num|nummer|\\x23)',
  };
  const whole = `(?:${source})${behind}`.replace(/NO|[~@]/g, (sign) => long[sign]!);
  return new RegExp(whole.replaceAll('#', '\\d'), flags);
}

/** What may stand between the label and the value. */
const BETWEEN =
  /[a-z]{0,20}(?:[ _-]?(?:num(?:bers?|mer|er)?|n[ro]|ids?|nin|code|kods?|card|for|is|was|of|the|d[eoau]|del|titular|cliente|customer|client|user|record|value|identidade?|ciudadan[ií]a)(?![a-z])|n°|:|#)*[\s"'\\:=#.()\][-]{1,12}/iy;

/** For each beginning of a label, what may follow of it, and its value; made when it is first met. */
const SOURCES = new Map<string, string[]>();
const ALSO_WORDS = new Set<string>();
for (const line of LABELS.split('\n')) {
  const words = line.split('=', 1)[0]!;
  for (const word of words.split(' ')) {
    const small = word.toLowerCase();
    if (small !== word) ALSO_WORDS.add(small);
    SOURCES.set(small, [...(SOURCES.get(small) ?? []), line.slice(words.length + 1)]);
  }
}
const LABEL_PATTERNS = new Map<string, readonly (readonly [rest: RegExp, shape: RegExp])[]>();

function labelsOf(word: string): readonly (readonly [rest: RegExp, shape: RegExp])[] {
  let labels = LABEL_PATTERNS.get(word);
  if (!labels) {
    labels = SOURCES.get(word)!.map((source) => {
      const [rest = '', shape = VALUE] = source.split('=');
      return [pattern(rest), pattern(shape, '(?![A-Z#]|[:.]#)')];
    });
    LABEL_PATTERNS.set(word, labels);
  }
  return labels;
}

/** Where the pattern's match ends that begins at `at`, or -1. */
function endOf(shape: RegExp, text: string, at: number): number {
  shape.lastIndex = at;
  return shape.test(text) ? shape.lastIndex : -1;
}

const labelled: RedactionRule = {
  id: 'national-id-labelled',
  category: 'national_id',
  on: { literals: [...SOURCES.keys()], anyCase: true },
  find: (text, at, after) => {
    const word = text.slice(at, after);
    const first = word.toLowerCase();
    // A group of a UUID, `…-cccd-…`.
    if (text[at - 1] === '-' && text[after] === '-' && /^[a-f]+$/.test(word)) return undefined;
    if (ALSO_WORDS.has(first) && word !== word.toUpperCase() && !/["'_/]/.test(text[at - 1] ?? '')) return undefined;
    for (const [rest, shape] of labelsOf(first)) {
      const label = endOf(rest, text, after);
      const start = label < 0 ? -1 : endOf(BETWEEN, text, label);
      const end = start < 0 ? -1 : endOf(shape, text, start);
      if (end < 0 || !isRightEdge(text, end)) continue;
      const value = text.slice(start, end);
      const digits = value.replace(/\D/g, '').length;
      if (digits < (/[a-z]/i.test(value) ? 4 : 6) || digits > 18) continue;
      // Dates, sums and versions.
      if (!/^(?:\d{4}-\d\d-\d\d|\d{1,2}\/\d{1,2}\/|\d+\.\d+$|\d{4}\.\d\d\.\d\d$)/.test(value)) return { start, end };
    }
    return undefined;
  },
};

/** Labels that hold letters beyond ASCII, which begin no literal: the number after them looks back. */
const FOREIGN =
  /(?:s[ée]curit[ée][ _]?sociale|num[ée]ro[ _](?:national|fiscal|avs|insee)|identidad(?:de)?|contribuinte|cidadão|cédula|rodné[ _]?číslo|rč|ötunnus|fødsels\p{L}+|d-nummer|führerschein\p{L}{0,8}|emšo|szám|azonosító[ _]?jel|kimlik\p{L}*|numarası|ЕГН|ИНН|СНИЛС|ΑΦΜ|ΑΜΚΑ|身份证号?码?|マイナンバー|個人番号|주민등록번호|ประชาชน|护照|паспорт|dow[óo]d\p{L}*|身分證\p{L}*|ІПН|teudat|personnúmer|kennitala)[\p{L}_ ]{0,20}[\s"'\\:=.()-]{1,8}(?:[A-Z]-?)?$/iu;

const ANY_VALUE = pattern(VALUE);

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
    const start =
      isAt(text, at - 1, DASH) && isAt(text, at - 2, UPPER) ? at - 2 : isAt(text, at - 1, UPPER) ? at - 1 : at;
    const end = endOf(ANY_VALUE, text, start);
    return end < 0 || text.slice(start, end).replace(/\D/g, '').length < 6 ? undefined : { start, end };
  },
};

const DATE = '(?:0[1-9]|1[0-2])(?:0[1-9]|[12]#|3[01])';

/**
 * Forms that are nothing else, some by their check digits. Each with its country, how many digits it begins with (or,
 * below zero, behind how many letters and spaces the first one stands), and the sign behind them.
 */
const DISTINCT: readonly (readonly [
  id: string,
  digits: number,
  next: string | undefined,
  shape: string,
  check?: (value: string) => boolean,
])[] = [
  // SSA, "Social Security Number Randomization": no 000, 666 or 9xx area, no 00 group, no 0000 serial.
  ['us-ssn', 3, '-', '(?!000|666|9)###-(?!00)##-(?!0000)####'],
  // Receita Federal: check digits with weights 10 to 2 and 11 to 2, modulo 11; companies by their form.
  ['br-cpf', 3, '.', '###\\.###\\.###-##', hasCpfCheck],
  ['br-cnpj', 2, '.', '##\\.###\\.###/####-##'],
  // ZAS/CdC: 756 is Switzerland.
  ['ch-ahv', 3, '.', '756\\.####\\.####\\.##'],
  // GB 11643-1999: ISO 7064 MOD 11-2.
  ['cn-resident', 17, undefined, `[1-8]#{5}(?:19|20)##${DATE}###[#Xx]`, hasChineseCheck],
  ['kr-rrn', 6, '-', `##${DATE}-[1-4]#{6}`],
  ['pk-cnic', 5, '-', '[1-7]####-#{7}-#'],
  ['th-id', 1, '-', '[1-8]-####-#{5}-##-#'],
  ['ar-cuit', 2, '-', '(?:2[0347]|3[034])-#{8}-#'],
  ['be-register', 2, '.', '##\\.[01]#\\.[0-3]#-###\\.##'],
  // HMRC, National Insurance Manual NIM39110.
  ['gb-nino', -3, UPPERS, '[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ## ## ## [A-D]'],
  // Agenzia delle Entrate, codice fiscale; RENAPO, CURP.
  ['it-cf', -6, UPPERS, '@{6}##[A-EHLMPRST]##@###@'],
  ['mx-curp', -4, UPPERS, `@{4}##${DATE}[HMX]@{5}[A-Z#]#`],
];

const distinct: readonly RedactionRule[] = DISTINCT.map(([id, digits, next, source, check]) => {
  const shape = pattern(source, '(?![\\w-])', 'y');
  return {
    id,
    category: 'national_id',
    on: {
      begin: digits < 0 ? 'capital' : 'number',
      ...(next !== undefined && { next }),
      ...(digits < 0 ? { then: digits < -3 ? UPPER : SPACE } : { digits: [digits, digits === 17 ? 18 : digits] }),
    },
    find: (text, at) => {
      if ((digits < 0 && !isAt(text, at - digits, DIGIT)) || isAt(text, at - 1, ALNUM | DASH | DOT)) return undefined;
      const end = endOf(shape, text, at);
      if (end < 0 || !isRightEdge(text, end)) return undefined;
      return !check || check(text.slice(at, end).replace(/[.-]/g, '')) ? { start: at, end } : undefined;
    },
  };
});

function hasCpfCheck(digits: string): boolean {
  return [9, 10].every((length) => {
    let sum = 0;
    for (let index = 0; index < length; index++) sum += Number(digits[index]) * (length + 1 - index);
    return ((sum * 10) % 11) % 10 === Number(digits[length]);
  });
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
      'RequestId: 84078a77-cccd-4d71-a330-44bb9b879139',
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
