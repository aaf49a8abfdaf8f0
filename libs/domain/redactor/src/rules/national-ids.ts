import { ALNUM, DIGIT, LETTER, isAt, isLeftEdge, isRightEdge, runEnd } from '../characters';
import type { Proofs, RedactionRule } from '../rule';

/*
 * Identity numbers of many countries look like any other number, so the word before them decides; the shape only has to
 * be possible. Two forms are distinctive enough to stand alone: the US SSN and the Brazilian CPF with its check digits.
 */

const WORDS = [
  'ssn',
  'social security',
  'itin',
  'ein',
  'nino',
  'ni number',
  'ni no',
  'national insurance',
  'sin',
  'social insurance',
  'aadhaar',
  'aadhar',
  'dni',
  'nie',
  'nif',
  'cif',
  'cpf',
  'cnpj',
  'pesel',
  'nhs',
  'passport',
  'driver license',
  'driver licence',
  'drivers license',
  'driving licence',
  'licence number',
  'license number',
  'national id',
  'identity number',
  'id number',
  'id card',
  'tax id',
  'tin',
  'utr',
  'vat',
  'steuer-id',
  'steuer-idnr',
  'steuernummer',
  'sozialversicherungsnummer',
  'personalausweis',
  'codice fiscale',
  'insee',
  'nir',
  'bsn',
  'burgerservicenummer',
  'personnummer',
  'cpr',
  'hetu',
  'fodselsnummer',
  'cedula',
  'curp',
  'rfc',
  'tfn',
  'tax file',
  'medicare',
  'hkid',
  'nric',
  'my number',
  'mynumber',
  'rut',
  'run',
  'cuit',
  'cuil',
  'ppsn',
  'pps',
  'oib',
  'jmbg',
  'egn',
  'cnp',
  'amka',
  'rodne cislo',
  'ahv',
  'avs',
  'pan number',
  'pan card',
  'voter id',
  'rrn',
  'resident registration',
  'health card',
  'patient',
  'mrn',
  'medical record',
  'svnr',
  'niss',
  'nationalid',
  'taxid',
  'passportnumber',
  'passportno',
  'abn',
  'ird',
];

const labelled: RedactionRule = {
  id: 'national-id-labelled',
  category: 'national_id',
  on: { literals: WORDS, anyCase: true },
  find: (text, at, after) => {
    if (!isLeftEdge(text, at) && !isAt(text, at, LETTER)) return undefined;
    const between = /(?:[_ -]?(?:number|num|nummer|nr|no|id|code|is|was|of|the|:|#|n°))*[\s"'\\:=#.()\][-]{1,12}/iy;
    between.lastIndex = after;
    if (isAt(text, after, LETTER) && !/^(?:Number|Num|No|Id|Nr|number)/.test(text.slice(after, after + 6)))
      return undefined;
    if (!between.test(text)) return undefined;
    const start = between.lastIndex;
    const shape =
      /[A-Za-z]{0,6}[0-9]{1,14}(?:[A-Za-z0-9]{0,12})(?:[ ./-]?[A-Za-z]?[0-9][A-Za-z0-9]*){0,6}(?:-[0-9A-Za-z])?/y;
    shape.lastIndex = start;
    if (!shape.test(text)) return undefined;
    let end = shape.lastIndex;
    let value = text.slice(start, end);
    if (value.length > 26) {
      end = runEnd(text, start, ALNUM, 26);
      value = text.slice(start, end);
    }
    const digits = value.replace(/\D/g, '').length;
    // A short word before a short number is a count: "run 3", "sin 45".
    if (
      digits < 6 ||
      digits > 16 ||
      !isRightEdge(text, end) ||
      text[end] === ':' ||
      /^\d{4}-\d\d-\d\d|^\d{1,2}\/\d{1,2}\/|^\d+\.\d+$/.test(value)
    )
      return undefined;
    const word = text.slice(at, after).toLowerCase();
    if (
      AMBIGUOUS.has(word) &&
      !/[A-Z]/.test(text.slice(at, at + 1)) &&
      !/["']/.test(text[at - 1] ?? '') &&
      !/^\d{3}[- ]?\d{3}[- ]?\d{3}$/.test(value)
    )
      return undefined;
    if (AMBIGUOUS.has(word) && /^\d+$/.test(value) && digits < 8) return undefined;
    return { start, end };
  },
};

/** Also ordinary words: only a capital, a quote before them, or a telling shape makes them a label. */
const AMBIGUOUS = new Set([
  'sin',
  'run',
  'nie',
  'rut',
  'tin',
  'vat',
  'cif',
  'ein',
  'nir',
  'avs',
  'rfc',
  'cpr',
  'cnp',
  'patient',
  'pps',
  'ird',
  'abn',
  'nif',
  'egn',
]);

// SSA, "Social Security Number Randomization": no 000, 666 or 9xx area, no 00 group, no 0000 serial.
const ssn: RedactionRule = {
  id: 'us-ssn',
  category: 'national_id',
  on: { begin: 'number', digits: [3, 3], next: '-' },
  find: (text, at, after) => {
    if (
      after - at !== 3 ||
      text[after] !== '-' ||
      text[after + 3] !== '-' ||
      isAt(text, at - 1, DIGIT) ||
      text[at - 1] === '-' ||
      text[at - 1] === '.'
    )
      return undefined;
    const shape = /(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}/y;
    shape.lastIndex = at;
    if (!shape.test(text)) return undefined;
    return isRightEdge(text, shape.lastIndex) && text[shape.lastIndex] !== '-'
      ? { start: at, end: shape.lastIndex }
      : undefined;
  },
};

// Receita Federal: two check digits, weights 10 to 2 and 11 to 2, modulo 11.
const cpf: RedactionRule = {
  id: 'br-cpf',
  category: 'national_id',
  on: { begin: 'number', digits: [3, 3], next: '.' },
  find: (text, at, after) => {
    if (after - at !== 3 || text[after] !== '.' || text[after + 4] !== '.' || text[after + 8] !== '-') return undefined;
    const end = after + 11;
    const digits = text.slice(at, end).replace(/\D/g, '');
    if (digits.length !== 11 || !isRightEdge(text, end) || !hasCpfCheck(digits)) return undefined;
    return { start: at, end };
  },
};

function hasCpfCheck(digits: string): boolean {
  const check = (length: number) => {
    let sum = 0;
    for (let index = 0; index < length; index++) sum += Number(digits[index]) * (length + 1 - index);
    return ((sum * 10) % 11) % 10;
  };
  return check(9) === Number(digits[9]) && check(10) === Number(digits[10]);
}

export const nationalIdRules: readonly RedactionRule[] = [labelled, ssn, cpf];

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
    ],
    leaves: ['run 4', 'the run 1762956560 finished', 'sin 45', 'passport control', 'patient 12 of 40'],
  },
  'us-ssn': {
    finds: ['rows with «567-70-4188» in them'],
    leaves: ['000-12-3456', '123-45-67890', 'x-123-45-6789'],
  },
  'br-cpf': {
    finds: ['for «250.066.836-35» was'],
    leaves: ['250.066.836-36'],
  },
};
