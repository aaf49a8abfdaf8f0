import { UPPER, isAt, isLeftEdge, isLetterBeyondAscii, runStart, LOWER } from '../characters';
import type { Proofs, RedactionRule } from '../rule';

/*
 * Names have no shape of their own beyond capitals. Two signs are used: a given name that is common somewhere in the
 * world and rarely anything else, followed by a capitalised word; or a word that introduces a person ("approved by").
 */

const GIVEN_NAMES = new Set(
  'Aaron Abdul Abdullah Adam Adriana Adrian Agnes Agnieszka Ahmad Ahmed Aiko Aisha Akira Alan Alana Albert Alejandra Alejandro Aleksandra Aleksander Alessandro Alex Alexander Alexandra Alexandre Alexei Alice Alicia Alina Ali Amanda Amara Amelia Amina Amir Amit Amy Ana Anastasia Anders Andre Andrea Andreas Andrei Andrew Andrzej Angela Anika Anil Anita Anjali Anna Anne Annika Anthony Antonio Anton Anya Aoife Arjun Arthur Arturo Asha Ashley Astrid Ayesha Ayumi Barbara Beatrice Beatriz Ben Benjamin Bernard Bianca Björn Bogdan Boris Brandon Brenda Brian Bruno Camila Carl Carla Carlos Carmen Carolina Caroline Catherine Cecilia Charlotte Charles Chen Chiara Chidi Chinedu Chloe Chris Christian Christina Christine Christopher Claire Clara Claudia Cristina Daniel Daniela Danielle Dariusz David Deborah Deepak Denise Dennis Derek Diana Diego Diana Dieter Dimitri Dmitri Dmitry Dominik Donald Dorothy Edward Eduardo Ekaterina Elena Eleni Elif Elisa Elizabeth Ellen Emil Emily Emma Emmanuel Enrique Eric Erik Esra Esteban Esther Eva Ewa Fatima Fatou Federico Felipe Fernanda Fernando Finn Fiona Florian Francesca Francesco Francisco Francois François Frank Franz Frederic Gabriel Gabriela Gary George Georg Gerald Gerhard Gianluca Giorgio Giovanni Giulia Giuseppe Gloria Goran Gonzalo Greta Grzegorz Guillaume Guillermo Gunnar Gustavo Haruki Hana Hannah Hans Haruto Hassan Heather Heidi Helen Helena Helga Henrik Henry Hiroshi Hugo Hussein Ibrahim Ignacio Ines Inga Inge Ingrid Irene Irina Isaac Isabel Isabella Ivan Ivana Jack Jacek Jacob Jacques Jaime Jakub James Jamal Jan Jane Janet Janusz Jarek Jason Javier Jean Jeffrey Jelena Jennifer Jens Jessica Jiho Joan Joanna Joao João Joel Johan Johanna John Johannes Jonas Jonathan Jorge Jose José Josef Joseph Joshua Juan Juana Judith Julia Julian Julie Julien Jürgen Jun Justin Justyna Kaito Kamal Kamila Karen Karim Karin Karl Karolina Kasia Katarina Katarzyna Katherine Kathleen Katja Katrin Kavita Keiko Keith Kelly Ken Kenji Kenneth Kerstin Kevin Khadija Khalid Kiran Klaus Krzysztof Kumar Kwame Lakshmi Lara Lars Laszlo László Laura Lauren Laurent Layla Lea Leila Lena Leon Leonardo Leticia Liam Lina Linda Lisa Lorenzo Louise Luca Lucas Lucia Lucía Luis Luisa Lukas Łukasz Magdalena Magnus Mahmoud Malgorzata Małgorzata Manuel Marc Marcel Marcin Marco Marcus Marek Margaret Margarita Maria María Mariam Marianne Marie Mariam Mario Marina Marija Mark Marko Markus Marta Martha Martin Martina Mary Marzena Mateo Mateusz Matilda Matteo Matthew Matthias Maurice Mauricio Maxim Maya Megan Mehmet Mei Melissa Mercedes Michael Michal Michał Michel Michelle Miguel Mikhail Mikko Milan Milena Ming Minh Miriam Mohamed Mohammad Mohammed Monika Monica Mustafa Nadia Nancy Naoko Natalia Natasha Nathan Neha Ngozi Nicholas Nicolas Nicole Niels Nikhil Nikita Nikolai Nina Noah Noor Nora Nuno Olaf Oleg Olga Oliver Olivia Olivier Oluwaseun Omar Oscar Otto Pablo Pamela Paola Paolo Patricia Patrick Paul Paula Pauline Pavel Pawel Paweł Pedro Peter Petra Philip Philippe Pierre Piotr Prakash Pranav Preeti Priya Rachel Rafael Raj Rahul Rajesh Ralf Ramesh Ramon Raquel Rasmus Ravi Raymond Rebecca Renata Ricardo Richard Rita Robert Roberto Rodrigo Roland Roman Rosa Rohan Roxana Ruben Rui Ryan Sabine Sakura Salma Samantha Sameer Samir Samuel Sandra Sanjay Santiago Sara Sarah Sanna Satoshi Scott Sean Sebastian Sergei Sergio Seán Shanti Sharon Sheila Shinji Silvia Simon Simone Sofia Sofie Sophia Sophie Soren Søren Stefan Stefano Stella Stephanie Stephen Steven Sunil Sunita Susan Susanne Svetlana Sven Sylvia Takashi Takeshi Tamara Tanya Tariq Tatiana Teresa Thabo Theresa Thierry Thomas Thorsten Tim Timothy Tobias Tomas Tomasz Tomás Tommaso Umar Ursula Uwe Valentina Valeria Vanessa Vera Veronica Victor Victoria Vijay Viktor Vikram Vincent Vinod Virginia Vladimir Walter Wanda Wei William Wiktor Wojciech Xavier Xiang Yael Yan Yasmin Yasmine Yosef Youssef Yuki Yulia Yusuf Yuri Yuto Yves Zainab Zara Zeynep Zofia Zoe Zoltan'.split(
    ' ',
  ),
);

/** What stands directly before a person: a title, a greeting, a role, or a deed and "by". */
const INTRODUCES =
  /(?:\b(?:approved|reported|owned|assigned|escalated|written|reviewed|opened|closed|acknowledged|acked|resolved|rolled out|rolled back|deployed|merged|requested|created|submitted|signed|led|raised|handled|performed|executed|triggered|authored|paged|fixed|found|run|made|sent|committed|authorized|authorised|confirmed)(?: by| to)|\b(?:assignee|commander|reporter|approver|author|cc|attn|engineer on call|on-call engineer|on call|oncall|requester|requestor|account manager|point of contact|contact person|contact|full ?name|customer ?name|first ?name|last ?name|display ?name|card ?holder|patient|employee|signed|signed-off-by|co-authored-by|reviewed-by|hi|hello|dear|thanks|regards))[.,:]?["'\\]{0,4}\s{0,2}[:=]?\s{0,2}["'\\<]{0,4}$/i;

/** Titles, which in small letters are units and abbreviations. */
const TITLE = /\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Herr|Frau|Monsieur|Madame|Señora?|Sra?)\.? $/;

/** The last words of both, in ASCII letters: most words before a capital introduce nobody, and are done with here. */
const MAY_INTRODUCE = new Set(
  'by to assignee commander reporter approver author cc attn call oncall requester requestor manager contact person name fullname customername firstname lastname displayname holder cardholder patient employee signed hi hello dear thanks regards mr mrs ms miss mx dr prof sir madam herr frau monsieur madame or ora senora sra'.split(
    ' ',
  ),
);

function mayIntroduce(text: string, at: number): boolean {
  let end = at;
  while (end > at - 14 && !isAt(text, end - 1, LOWER | UPPER)) end--;
  return MAY_INTRODUCE.has(text.slice(runStart(text, end, LOWER | UPPER, 0, 14), end).toLowerCase());
}

/** Capitalised words that introduce teams, products and events rather than people. */
const NO_NAMES = new Set(
  'Amazon AWS Elastic Simple Service Services Load Auto Spring Apache European Black Blue Green Root Level Change Platform Team Teams Support Cloud Data Database Incident Error Errors Alarm Alert Alerts Customer Customers Client Account Network Security Engineering Operations Ops Advisory Board Management Manager Production Staging Development System Systems Connection Connections Pool Memory Disk Deployment Release Pipeline Build Code Lambda Kubernetes Docker Jenkins GitHub GitLab Google Microsoft Azure Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December The This That These An And Or In On At For From With All Any New Old North South East West Central Northern Southern Unit Group Center Centre Desk Office Department Queue Application Server Gateway Analysis Exception Step Functions Event Bridge Trust Safety On-Call Site Reliability Quality Assurance Finance Legal Sales Marketing Product Health Agent Bot Automation Scheduler Terraform Ansible Argo Flux Renovate Dependabot Test User Users Admin Null None Unknown Anonymous Everyone Someone Red Hat Business Continuity Disaster Recovery Job Batch Worker Token Key Secret Access Control Traffic Request Response Time Date Day Week Night Shift Primary Secondary Principal Senior Junior Lead Head Chief Vice President Director Good Best Kind Many Again Everybody There Limited Ltd Inc Corp GmbH LLC Bank Line Language Optimizer Static Tree Runtime Science Model Framework Library Cluster Node Module Script Protocol Algorithm Method Street Road Park University College School Hospital Airport Station California Carolina Dakota Virginia Chile Texas Your Our We You I It He She They'.split(
    ' ',
  ),
);

/** Before a given name these make a place: San Jose, Port Elizabeth. */
const PLACE_BEFORE = /\b(?:San|Santa|Saint|St\.?|New|Lake|Mount|Port|Fort|Los|Rio|Cape|Camp) $/;

const PARTICLES = /^(?:van|von|de|der|den|del|della|da|di|dos|du|la|le|bin|ibn|al|el|ter|ten|zu)$/;

const PARTICLE = /^ (?:van|von|de|der|den|del|della|da|di|dos|du|la|le|bin|ibn|al|el|ter) /;

/** Particles have two or three letters, and one five. */
function mayBeParticle(text: string, at: number): boolean {
  return text.charCodeAt(at + 2) === 32 || text.charCodeAt(at + 3) === 32 || text.charCodeAt(at + 5) === 32;
}

function nameWordEnd(text: string, from: number): number {
  const code = text.charCodeAt(from);
  if (
    !isAt(text, from, UPPER) &&
    !(isLetterBeyondAscii(code) && code < 0x250 && text[from] !== text[from]!.toLowerCase())
  )
    return -1;
  let index = from + 1;
  while (index < from + 30) {
    const inner = text.charCodeAt(index);
    if (isAt(text, index, LOWER) || isAt(text, index, UPPER) || isLetterBeyondAscii(inner)) index++;
    else if (
      (inner === 39 || inner === 0x2019 || inner === 45) &&
      (isAt(text, index + 1, UPPER) || isLetterBeyondAscii(text.charCodeAt(index + 1)))
    )
      index++;
    else break;
  }
  const word = text.slice(from, index);
  // CamelCase and capitals are no names; McDonald, O'Brien and Anne-Marie are.
  return index - from >= 2 &&
    !/[A-Z]{3}/.test(word) &&
    /^\p{Lu}['’]?[\p{L}'’-]*\p{Ll}/u.test(word) &&
    !/[a-z][A-Z]/.test(word.replace(/^(?:Mc|Mac|De|Di|La|Le|Van)/, ''))
    ? index
    : -1;
}

const person: RedactionRule = {
  id: 'person-name',
  category: 'person_name',
  on: { begin: 'capital', next: "abcdefghijklmnopqrstuvwxyz'" },
  find: (text, at) => {
    // Most capitals begin a sentence: the cheap question first, whether a second capitalised word follows.
    let index = at + 1;
    const reach = at + 24;
    while (index < reach && text.charCodeAt(index) !== 32) {
      const code = text.charCodeAt(index);
      if (code < 128 && !isAt(text, index, LOWER | UPPER) && code !== 39 && code !== 45) return undefined;
      index++;
    }
    if (text.charCodeAt(index) !== 32 || index - at < 2) return undefined;
    const follows = text.charCodeAt(index + 1);
    if (
      !isAt(text, index + 1, UPPER) &&
      !(follows >= 0xc0 && follows < 0x250) &&
      !(mayBeParticle(text, index + 1) && PARTICLE.test(text.slice(index, index + 7)))
    )
      return undefined;
    if (!isLeftEdge(text, at) || text[at - 1] === '/' || text[at - 1] === '.') return undefined;
    const firstWord = text.slice(at, index);
    const known = GIVEN_NAMES.has(firstWord) || GIVEN_NAMES.has(firstWord.split('-')[0]!);
    if (!known && !mayIntroduce(text, at)) return undefined;
    const firstEnd = nameWordEnd(text, at);
    if (firstEnd !== index) return undefined;
    const last = surnameEnd(text, firstEnd);
    if (last < 0) return undefined;
    const words = text.slice(at, last).split(' ');
    if (NO_NAMES.has(words[1]!) || PLACE_BEFORE.test(text.slice(Math.max(0, at - 8), at))) return undefined;
    if (!known) {
      if (words.some((word) => NO_NAMES.has(word))) return undefined;
      const before = text.slice(Math.max(0, at - 32), at);
      if (!INTRODUCES.test(before) && !TITLE.test(before)) return undefined;
    } else if (NO_NAMES.has(words.at(-1)!)) return undefined;
    return { start: at, end: last };
  },
};

/** The end of the family name behind the given name: a second given name or particles may stand between. */
function surnameEnd(text: string, from: number): number {
  let index = from;
  let end = -1;
  for (let word = 0; word < 4 && text[index] === ' '; word++) {
    const next = text.slice(index + 1, index + 8).split(' ', 1)[0]!;
    if (PARTICLES.test(next)) {
      index += 1 + next.length;
      continue;
    }
    const wordEnd = nameWordEnd(text, index + 1);
    if (wordEnd < 0) {
      // A middle initial: J. Smith.
      if (isAt(text, index + 1, UPPER) && text[index + 2] === '.' && text[index + 3] === ' ') {
        index += 3;
        continue;
      }
      break;
    }
    if (end > 0 && (NO_NAMES.has(text.slice(index + 1, wordEnd)) || word > 2)) break;
    end = index = wordEnd;
    if (word > 0) break;
  }
  return end;
}

export const peopleRules: readonly RedactionRule[] = [person];

export const proofs: Proofs = {
  'person-name': {
    finds: [
      'Incident commander: «Kenji Haddad»',
      "The change was approved by «Ingrid O'Brien» at 14:05.",
      '«Fatima Okafor» called support',
      'assignee="«Xolani Mbeki»"',
      'Hi «Carlos Okafor», the rollback',
      'cc: «Anne-Marie van Dijk»',
    ],
    leaves: [
      'Amazon Elastic Compute Cloud was degraded',
      'Spring Boot and Apache Kafka upgrades',
      'approved by Change Advisory Board',
      'Root Cause Analysis follows',
      'Black Friday traffic',
      'Simple Queue Service backlog',
      'Java Virtual Machine',
      'caused by Connection Pool Exhaustion',
    ],
  },
};
