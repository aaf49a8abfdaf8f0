import { LOWER, UPPER, isAt, isLeftEdge, isLetterBeyondAscii } from '../characters';
import type { Proofs, RedactionRule, Span } from '../rule';

/*
 * Names have no shape of their own beyond capitals. Three signs are used: a given name that is common somewhere in the
 * world and rarely anything else before a capitalised word; a family name behind one; or a word that introduces a
 * person ("approved by", `cardholder:`, "Frau").
 */

const GIVEN_NAMES = new Set(
  'Aaron Abdul Abdullah Adam Aditya Adrian Adriana Agnieszka Ahmad Ahmed Aidan Aiko Aisha Aisling Akiko Akira Alan Albert Alejandra Alejandro Aleksander Aleksandra Alessandro Alex Alexander Alexandra Alexandre Ali Alice Alicia Alina Amanda Amara Amelia Amina Amir Amit Amy Ana Anastasia Anders Andre Andrea Andreas Andrei Andrew Andrzej Angela Anika Anil Anita Anjali Anna Anne Annika Anthony Anton Antonia Antonio Aoife Arjun Arthur Arturo Asha Ashley Ashok Asif Astrid Aurélien Ayesha Aylin Babatunde Barbara Bartosz Beatrice Beatriz Ben Benjamin Benoît Bianca Bilal Birgit Björn Bjørn Blessing Bogdan Boris Brandon Brenda Brian Bruno Camila Camille Carl Carla Carlos Carmen Carolina Caroline Catherine Cecilia Charles Charlotte Chen Chiamaka Chiara Chidi Chidinma Chinedu Chloe Chris Christian Christina Christine Christopher Ciara Claire Clara Claudia Clément Colin Conor Craig Cristina Céline Damien Daniel Daniela Daria Dariusz David Deborah Declan Deepak Dennis Diana Diego Dimitri Dinesh Divya Dmitri Dmitry Dmytro Donald Dorota Duncan Eduardo Edward Eilidh Ekaterina Elena Elias Elif Elisa Elizabeth Ellen Elsa Emeka Emil Emilia Emilio Emily Emma Emmanuel Emre Enrique Enzo Eric Erik Erika Erin Esteban Esther Eva Evelyn Fabian Fabio Faisal Farah Farid Fatima Federico Felipe Feng Fernanda Fernando Filip Finn Fiona Florian Francesca Francesco Francisco Francois Frank Franz François Frederic Freya Frida Gabriel Gabriela Gareth Gavin Georg George Giacomo Gianluca Giorgio Giovanni Giulia Giuseppe Gloria Gonzalo Gonçalo Graham Greta Grzegorz Guillaume Guillermo Gustavo Gwendolyn Günter Hamza Hana Hanako Hannah Hans Harald Harriet Haruka Haruto Hasan Hassan Heidi Heike Helen Helena Helmut Henry Hiroshi Howard Hugo Hussein Ian Ibrahim Idris Ignacio Igor Imani Imran Ines Ingrid Inês Irene Irina Isaac Isabel Isabella Isabelle István Ivan Jacek Jacinta Jack Jacob Jacqueline Jakob Jakub James Jan Jana Jane Jasmine Jason Javier Jean Jeffrey Jelena Jennifer Jens Jeremy Jerzy Jessica Jiří Joanna Joao Joaquín Joel Johan Johannes John Jonas Jonathan Jorge Jose Josef Joseph José João Juan Julia Julian Julie Jun Justin Jérôme Jörg Jürgen Kareem Karen Karim Karin Karl Karolina Karthik Katarina Katarzyna Katherine Kavita Kazuki Keiko Keisha Kelly Ken Kenji Kenneth Kevin Khalid Kieran Kimberly Klaus Kofi Konrad Konstantin Kristina Krzysztof Kumar Kunal Kwabena Kwame Kwasi Lakshmi Lara Lars Laszlo Laura Lauren Layla Lea Leah Leif Leila Lena Leon Leonardo Lerato Liam Lina Linda Linh Lisa Lorenzo Louise Luca Lucas Lucia Lucy Lucía Ludwig Luigi Luis Luisa Lukas László Maarten Mads Magdalena Magnus Mahmoud Makoto Malik Manish Manuel Marc Marcel Marcela Marcelo Marcin Marco Marcus Marek Margaret Margarita Maria Mariana Marie Marina Mario Marisol Mark Marko Markus Marta Martha Martin Martina Mary María Mateo Mateusz Mats Matteo Matthew Matthias Maxime Maya Małgorzata Mbali Meera Megan Mehdi Mehmet Mei Melanie Melissa Mercedes Michael Michal Michał Michel Michelle Miguel Mihai Mikael Mikhail Mikko Milan Ming Minh Miriam Mohamed Mohammad Mohammed Molly Monica Monika Moses Mpho Murat Musa Mustafa Mykola Nadia Nadine Naledi Naomi Natalia Natalie Natasha Nathan Neeraj Neha Nelson Ngozi Niamh Nicholas Nicolas Nicole Nikhil Nikita Niklas Nikolai Nikos Nils Nina Nisha Noah Nokuthula Noor Nora Noura Oksana Oleg Olena Olga Oliver Olivia Olivier Olumide Oluwaseun Omar Ondřej Orla Oscar Oskar Otto Pablo Padraig Pankaj Paolo Pascal Patricia Patrick Paul Paula Pavel Pawel Paweł Pedro Petar Peter Philip Philippe Phuong Pierre Pieter Pilar Piotr Pooja Pradeep Prakash Pranav Praveen Preeti Priya Priyanka Rachel Radek Rafael Rafał Rahul Raj Rajesh Rajiv Ralf Ralph Ramesh Ramon Rania Raphael Raquel Rashid Rasmus Ravi Raymond Raúl Rebecca René Reza Ricardo Riccardo Richard Rita Robert Roberto Rocío Rodrigo Roger Rohan Rohit Roland Roman Ronald Ronan Rory Rosa Ruben Rui Ruth Ryan Ryo Sabine Sachin Sakura Salma Samantha Samir Samuel Sandeep Sandra Sanjay Santiago Saoirse Sara Sarah Saskia Satoshi Scott Sean Sebastian Sergei Sergio Seán Shankar Shannon Sharon Shreya Siddharth Silke Silvia Simon Simone Siobhan Siobhán Sipho Sofia Sofie Solveig Sonia Sonja Sophia Sophie Srinivas Stefan Stefano Stella Stephanie Stephen Steven Stuart Stéphane Suresh Susan Susanne Sven Svend Svetlana Swati Szymon Sébastien Søren Takashi Takeshi Takumi Tamás Tanja Tanya Tarek Tariq Tatiana Tendai Teresa Thabo Thandiwe Themba Theodore Thiago Thierry Thomas Tiago Tim Timothy Tina Tobias Tomas Tomasz Tomás Tomáš Trevor Tunde Tuomas Ulrich Umar Valentin Valentina Valeria Vanessa Varun Vasilis Vera Veronica Verónica Victor Victoria Vijay Vikas Vikram Viktor Ville Vincent Vincenzo Vinod Vivek Vladimir Volker Wei Wendy Werner William Wojciech Wolfgang Xavier Xiaoming Ximena Xolani Yannick Yasmin Yasmine Yaw Yolanda Yosef Youssef Yuki Yulia Yuri Yusuf Yuto Yvonne Zahra Zainab Zanele Zdeněk Zeynep Zoe Zofia Zoltan Zsófia Zuzana Étienne Łukasz Željko'.split(
    ' ',
  ),
);

const FAMILY_NAMES = new Set(
  'Adeyemi Agarwal Aguilar Almeida Alvarez Andersen Anderson Banerjee Barbosa Bauer Becker Bennett Bianchi Bose Campbell Cardoso Castellanos Castro Chaudhary Chen Choi Christensen Clarke Cohen Coleman Colombo Conti Costa Cruz Davies Davis Delgado Desai Deshmukh Diallo Diaz Diop Dlamini Doherty Doyle Dubois Dupont Dvořák Díaz Edwards Eriksen Evans Fernandes Ferrari Ferreira Fischer Fitzgerald Flores Gallagher Garcia García Ghosh Gomes Gomez Gonzales Greco Gupta Gutierrez Haddad Hansen Hassan Hayashi Herrera Hoang Horváth Hosseini Huang Hughes Hussain Ibrahim Ito Ivanov Iyer Jackson Jacobs Jansen Jensen Jimenez Johansen Johnson Jones Joshi Kamau Kapoor Kato Kaur Kaya Keller Kelly Kennedy Khalil Khan Khumalo Kim Klein Kobayashi Koch Kovacs Kovács Kozlov Kumar Kuznetsov Larsen Liu Lopes Lopez López Malik Martin Martins Mbeki Medina Mehta Meier Mendes Mendoza Menon Mensah Meyer Miller Mishra Mitchell Mokoena Moore Moreau Moreno Moretti Morris Mukherjee Murphy Muñoz Mwangi Müller Nair Navarro Nguyen Nguyễn Nielsen Nkosi Novak Novák Nowak Nwosu Obi Okafor Okeke Okonkwo Okoro Oliveira Olsen Ortiz Osei Patel Patil Pereira Petersen Petrov Petrova Peña Pham Popov Qureshi Rahman Ramirez Ramos Rao Reddy Reyes Ricci Richter Rivera Roberts Robinson Rojas Romano Romero Rossi Russo Ryan Saito Salazar Saleh Sanchez Santos Sato Schmidt Schneider Schulz Shah Sharma Silva Singh Sinha Smirnov Smith Sokolova Sousa Souza Stewart Sullivan Suzuki Szabó Takahashi Tanaka Taylor Thompson Torres Touré Tran Tóth Vargas Verma Virtanen Vogel Volkov Wagner Walsh Wang Watanabe Weber Weiss Whitfield Williams Wilson Wong Wójcik Yadav Yang Yilmaz Yoshida Yılmaz Zhang Zhao Zhou Öztürk'.split(
    ' ',
  ),
);
/** Endings that family names of many languages have, and few other words. */
const FAMILY_ENDING =
  /(?:sson|ssen|vić|vich|enko|wski|wska|cki|cka|wicz|czyk|ová|ridis|oglu|oğlu|poulos|akis|escu|ández|andez|árez|ínez|guez|íguez|mura|moto|zaki|yama|shita|nathan|swamy|raman|dottir|dóttir|kwu|singhe|mann|qvist|kvist|yan|shvili|dze)$/;

/** Capitalised words that make teams, products, places and events rather than people. */
const NO_NAMES = new Set(
  'AWS Above Account Adapter Admin Advanced Advisory Africa After Again Agency Agent Airport Alarm Alert Algorithm All Also Amazon America American An Analysis Analyst And Android Angular Annual Anonymous Another Ansible Any Apache App Approver April Architect Architecture Argo As Asia Assignee At Athena Attack Audio Audit August Aurora Auth Author Auto Autumn Average Azure Back Backend Background Backstage Backup Bank Base Basic Batch Because Bedrock Before Below Best Between Big Black Blue Board Boot Bot Both Boundary Brazil Breaker Bridge British Broker Bucket Budget Buffer Bug Build Builder By Cache California Campus Canada Canary Capital Carolina Cart Case Catalog Catalogue Cause Center Central Centre Certificate Change Channel Chaos Chart Check Checklist Checkout Chief Chile China Chinese Circuit Class Client Close Closed Cloud Cluster Code Cognito Cold Collector College Commander Committee Common Config Connect Consensus Consul Consumer Contact Container Content Context Control Controller Coordinator Core Corp Cortex Cost Council Count Crash Create Created Critical Current Custom Customer Cutover Daily Dakota Data Datadog Date Day Dear Debian December Default Delete Deleted Dependabot Design Desk Developer Diagnosis Different Digest Director Disaster Disk Dispatcher Django Docker Domain Down Drill Driver Duty Dynamo Dynatrace Each East Edge Elastic Elasticsearch Email Energy Engineer Enterprise Entry Envoy Error Europe European Event Every Everybody Everyone Executive Exploit Explorer External Factory Failed Failover Failure False Fargate Fast Fault Feature February Field File Final Firehose Firewall First Five Fix Flag Flink Flood Flux Folder Follower For Forward Four Framework Francisco Frankfurt Fraud Free French Friday From Frontend Full Fund Gateway General German Germany Get GitHub GitLab Global Glue GmbH Go Goal Gold Golden Good Google Grafana Graph Great Green Greetings Group Growth Guard Hand Handler Hash Hat He Head Health Healthy Heap Heartbeat Hello Helm Help Hi High Holdings Hong Hook Hospital Host Hot Hotfix Hour How Hub Human I If Image Impact In Inc Incident Index India Indian Info Infra Infrastructure Institute Interface Internal Inventory Invoice Ireland Issue Istio It Italian Italy Item Jaeger January Japan Japanese Java Jenkins Jira Job Journey July June Junior Just Kafka Kernel Key Kibana Kind Kinesis Kingdom Kit Kong Korean Kubernetes LLC Lab Lake Lambda Language Large Last Latency Lead Leader Left Legal Level Library Limit Limited Line Link Linux Listener Live Load Loader Local Lock Log Login Logstash Loki London Low Ltd Luther Machine Mail Main Major Manager Many March Market May Media Member Memory Mesh Message Method Metric Mexico Microsoft Minor Minute Mobile Model Module Monday Mongo Monitor Monkey Month Monthly More Most MySQL Name Network New Next Nginx Night No Node Nomad None North Northern Not Note November Null Number Object October Of Off Office Okta Old On On-Call Oncall One Only Open Opened Operator Ops Opsgenie Optimizer Or Oracle Orchestrator Order Other Our Out Outage Over Owner Package Packet Page Pager Panic Parameter Paris Parser Partial Partner Party Patch Peak Peer People Personnel Phone Pipeline Plan Platform Playbook Please Plugin Plus Policy Pool Port Portal Portfolio Post Postgres Postmortem Premium President Previous Primary Prime Principal Privacy Private Pro Probe Producer Product Program Project Prometheus Protocol Provider Proxy Public Put Python Quarter Query Queue Quick Quota Rails Rancher Rate React Read Reader Ready Real Record Recovery Red Redis Redshift Regards Region Regional Registry Release Relic Renovate Replica Report Reporter Repository Request Resolver Resource Response Restart Retry Revenue Review Reviewer Rewards Right Risk River Road Role Rollback Rollout Room Root Route Router Ruby Rule Runbook Runtime Safety Sales Salesforce Same Saturday Scale Scan Scanner Schedule Scheduler School Scope Script Search Second Secondary Secret See Semaphore Senior Sentry September Server Service Shard Shared She Shield Shift Shop Shopify Shutdown Signature Simple Sincerely Singapore Site Slack Slow Small Snapshot Society Socket Some Someone Source South Southern Spain Span Spanish Spark Spike Splunk Sprint Squad Square Stack Staff Standard Startup States Static Step Stop Storage Store Storm Strategy Stream Street Stripe Studio Such Suite Summary Summer Sunday Supplier Support Surge Swift Switch Synthetic System Table Task Team Tech Technical Terraform Test Texas Thanks Thanos That The Then There These They Third This Thread Threat Three Threshold Thursday Ticket Time Timeline Timeout To Token Tomcat Tool Top Topic Total Trace Traffic Tree Trigger Trust Tuesday Twilio Two Type Ubuntu Under Unhealthy Unit United Unknown Up Update Upgrade Usage User Value Vault Vendor Vice Video Virginia Virtual Volume Vue Warm Was Watcher We Web Webhook Wednesday Week Weekly West What When Where Which Who Why Window Winter With Workaround Worker Works Write Writer Year Yes You Your Zendesk Zipkin Zone Zoom'.split(
    ' ',
  ),
);
const NO_NAME_ENDING =
  /(?:ing|[tsc]ions?|ments?|ness|ity|ities|ance|ence|ware|ship|board|base|flow|ology|ics|ies|able|less|ful|ized?|ised|ers|ors|dex|ess)$/;

function isNoName(word: string): boolean {
  if (NO_NAMES.has(word) || (word.endsWith('s') && NO_NAMES.has(word.slice(0, -1)))) return true;
  return word.length > 5 && NO_NAME_ENDING.test(word) && !GIVEN_NAMES.has(word) && !FAMILY_NAMES.has(word);
}

/** Before a given name these make a place: San Jose, Port Elizabeth. */
const PLACE_BEFORE = /\b(?:San|Santa|Saint|St\.?|New|Lake|Mount|Port|Fort|Los|Rio|Cape|Camp) $/;

const PARTICLES = /^(?:van|von|de|der|den|del|della|da|di|dos|du|la|le|bin|ibn|al|el|ter|ten|zu|af|av|y|e)$/;
const PARTICLE = /^ (?:van|von|de|der|den|del|della|da|di|dos|du|la|le|bin|ibn|al|el|ter)[ -]/;

/** Particles have two or three letters, and one five. */
function mayBeParticle(text: string, at: number): boolean {
  for (const end of [at + 2, at + 3, at + 5])
    if (text.charCodeAt(end) === 32 || text.charCodeAt(end) === 45) return true;
  return false;
}

function isCapital(text: string, at: number): boolean {
  if (isAt(text, at, UPPER)) return true;
  const code = text.charCodeAt(at);
  return code >= 0xc0 && code < 0x2000 && isLetterBeyondAscii(code) && text[at] !== text[at]!.toLowerCase();
}

function nameWordEnd(text: string, from: number): number {
  let begin = from;
  // al-Farsi
  if ((text.startsWith('al-', from) || text.startsWith('el-', from)) && isCapital(text, from + 3)) begin = from + 3;
  if (!isCapital(text, begin)) return -1;
  let index = begin + 1;
  while (index < from + 30) {
    const inner = text.charCodeAt(index);
    if (isAt(text, index, LOWER | UPPER) || isLetterBeyondAscii(inner)) index++;
    else if (
      (inner === 39 || inner === 0x2019 || inner === 45) &&
      (isCapital(text, index + 1) || (inner === 45 && isAt(text, index + 1, LOWER) && isAt(text, index + 2, LOWER)))
    )
      index++;
    else break;
  }
  const word = text.slice(begin, index);
  // CamelCase and capitals are no names; McDonald, O'Brien, Anne-Marie and Ji-hoon are.
  return index - begin >= 2 &&
    !/[A-Z]{3}/.test(word) &&
    /^\p{Lu}['’]?[\p{L}'’-]*\p{Ll}/u.test(word) &&
    !/[a-z][A-Z]/.test(word.replace(/^(?:Mc|Mac|De|Di|La|Le|Van)/, ''))
    ? index
    : -1;
}

/** Where the name ends that begins at `at`, or -1; with how many of its words may be missing. */
function nameEnd(text: string, at: number, least: number): number {
  let end = nameWordEnd(text, at);
  if (end < 0 || isNoName(text.slice(at, end))) return -1;
  let words = 1;
  for (let index = end; words < 4 && text[index] === ' '; ) {
    const next = text.slice(index + 1, index + 8).split(' ', 1)[0]!;
    if (PARTICLES.test(next)) {
      index += 1 + next.length;
      continue;
    }
    // A middle initial: J. Smith.
    if (isAt(text, index + 1, UPPER) && text[index + 2] === '.' && text[index + 3] === ' ') {
      index += 3;
      continue;
    }
    const wordEnd = nameWordEnd(text, index + 1);
    if (wordEnd < 0) break;
    // Behind a first name alone, a word that is no name makes it none: Kong Gateway.
    if (isNoName(text.slice(index + 1, wordEnd))) return words > 1 ? end : -1;
    end = index = wordEnd;
    words++;
  }
  return words < least ? -1 : end;
}

/** Titles, which in small letters are units and abbreviations. One word behind them is a name. */
const TITLES = new Set(
  'Mr Mrs Ms Miss Mx Dr Prof Sir Madam Herr Herrn Frau Monsieur Madame Mme Señor Señora Sr Sra Sig Signora Dhr Mevrouw Pan Pani'.split(
    ' ',
  ),
);
/** Fields that hold one part of a name. */
const PARTS =
  'first last given family middle sur fore firstname lastname surname forename vorname nachname prenom apellido apellidos givenname familyname cognome'.split(
    ' ',
  );
/** Who did it, in the languages of {@link DONE}. */
const BY = 'by von par por da door przez av af'.split(' ');
const TOWARDS = 'to with from'.split(' ');
const ROLES =
  'assignee commander reporter approver author cc bcc attn oncall on-call engineer requester requestor manager contact patient employee customer user subscriber passenger cardholder holder beneficiary owner owners lead scribe dri attendee attendees participant participants signature signed ansprechpartner responsable verantwortlich dba sre cto ceo cio ciso developer analyst operator technician colleague paged called messaged pinged interviewed contacted notified asked emailed phoned informed fullname customername displayname full hi hello dear thanks regards payee payer recipient sender buyer seller tenant guest driver nurse doctor agent editor maintainer thank reach kontakt kunde kunden kundin mitarbeiter cliente client usuario utilisateur ic resolver responder investigator coordinator supervisor moderator implementer submitter tester consultant accountant assistant secretary officer trustee applicant claimant insured policyholder student visitor caller witness spouse duty reviewer reviewed-by signed-off-by co-authored-by tested-by acked-by cn'.split(
    ' ',
  );

const INTRODUCING = new Set([...PARTS, ...ROLES]);

/** What only people have or do. */
const BEHIND =
  /^(?:["']? <[^\s<>]{1,64}@| (?:said|told|noticed|confirmed|approved|called|asked|wrote|replied|acknowledged|suggested|explained|complained|joined|emailed|restarted|rolled|reverted|merged|paged|escalated|investigated|could not|rang|phoned|logged|tried|wants|reports?|reported|mentioned|gave|saw|found|fixed|ran|applied|deployed|pushed|opened|raised|flagged|spotted|contacted|says|meldete|rief)\b)/;

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
      !(follows >= 0xc0 && isCapital(text, index + 1)) &&
      !(mayBeParticle(text, index + 1) && PARTICLE.test(text.slice(index, index + 7)))
    )
      return undefined;
    if (!isLeftEdge(text, at) || text[at - 1] === '/' || text[at - 1] === '.') return undefined;
    const firstWord = text.slice(at, index);
    // The word itself introduces whoever stands behind it.
    if (TITLES.has(firstWord) || INTRODUCING.has(firstWord.toLowerCase())) return undefined;
    const known = GIVEN_NAMES.has(firstWord) || GIVEN_NAMES.has(firstWord.split('-')[0]!);
    const end = nameEnd(text, at, 2);
    if (end < 0 || PLACE_BEFORE.test(text.slice(Math.max(0, at - 8), at))) return undefined;
    if (known) return { start: at, end };
    const last = text.slice(text.lastIndexOf(' ', end - 1) + 1, end);
    if (FAMILY_NAMES.has(last) || (last.length > 5 && FAMILY_ENDING.test(last))) return { start: at, end };
    // Ann Sothern <ann@…>; Ann Sothern restarted it.
    return BEHIND.test(text.slice(end, end + 70)) ? { start: at, end } : undefined;
  },
};

/** A deed in the passive, before the word for "by". */
const DONE =
  /(?:^|[\s"'_([{>-])(?!(?:caused|followed|replaced|powered|backed|provided|hosted|blocked|affected|limited|preceded|impacted|used|sorted|grouped|ordered|filtered|divided|consumed|delayed|throttled|exceeded|triggered) )[\p{L}-]{3,20}(?:ed|en|un|ade|ent|ought|ote|t|é|ée|do|to|ta|ne|ny|et)(?:[ _-](?:off|out|back|up|in|over|down))?[ _-]?$/iu;
const TO_PERSON =
  /(?:(?:assigned|escalated|belongs|transferred|delegated|according|thanks|thank you|shipping|shipped|delivered|addressed|spoke|talked|talking|refunded|refund|payout|payment|sent|reported|forwarded|handed|handed over|kudos|credit|shout-?out|(?:hand(?:over|off|ed|ing)|changed|moved|switched)[^.\n]{0,40}) |^|[\n"'])$/i;
const WITH_PERSON =
  /(?:(?:spoke|talked|speaking|spoken|met|meeting|call|together|worked|paired|pairing|chatted|touch|thread|chat|sync|conversation|discussion|verified|confirmed|checked|agreed) |(?:help|handover|message|mail|email|report|request|complaint|question|feedback|reply|approval|input|confirmation|over|changed|moved|switched) |^|[\n"'])$/i;

/** What stands between the word and the name. */
const BETWEEN =
  /(?:[ _-]?(?:full[ _-]?)?name)?(?: (?:was|is|now|then|also|today|engineer|lead|commander|manager|person|contact|owner|holder|member|on call|on duty)){0,2}["'\\]{0,2}(?:\s?[:=>#–—-]|,|\.|!)?\s{0,2}["'\\<({[*_]{0,3}(?=\p{Lu}|al-\p{Lu})/iuy;
const PART = /[ _-]?(?:name)?["'\\]{0,2}\s?(?:[:=>]|is|was)\s{0,2}["'\\]{0,3}(?=\p{Lu})/iuy;
const AND = /(?:, (?:and )?| and | & |; ?)(?=\p{Lu})/uy;

const introduced: RedactionRule = {
  id: 'person-introduced',
  category: 'person_name',
  on: {
    literals: [...[...TITLES].filter((title) => !/[^A-Za-z]/.test(title)), ...PARTS, ...BY, ...TOWARDS, ...ROLES],
    anyCase: true,
  },
  find: (text, at, after) => {
    const word = text.slice(at, after);
    const small = word.toLowerCase();
    if (TITLES.has(word)) {
      const start = after + (text[after] === '.' ? 2 : 1);
      if (text[start - 1] !== ' ' || !isLeftEdge(text, at)) return undefined;
      const end = nameEnd(text, start, 1);
      return end < 0 ? undefined : { start, end };
    }
    if (PARTS.includes(small)) {
      PART.lastIndex = after;
      if (!PART.test(text)) return undefined;
      const start = PART.lastIndex;
      if (!isCapital(text, start) || (small.length < 7 && !/name/i.test(text.slice(after, start)))) return undefined;
      const end = nameEnd(text, start, 1);
      return end < 0 ? undefined : { start, end };
    }
    BETWEEN.lastIndex = after;
    if (!BETWEEN.test(text)) return undefined;
    let start = BETWEEN.lastIndex;
    // The flag that ignores case does so for the name's first letter too.
    if (start === after || (!isCapital(text, start) && !text.startsWith('al-', start))) return undefined;
    const before = text.slice(Math.max(0, at - 48), at);
    if (BY.includes(small)) {
      if (!DONE.test(before)) return undefined;
    } else if (TOWARDS.includes(small)) {
      // As the heading of a message, or behind a verb.
      const heading = /[:"']/.test(text.slice(after, start));
      if (!(small === 'to' ? TO_PERSON : WITH_PERSON).test(before) || (/(?:^|[\n"'])$/.test(before) && !heading))
        return undefined;
    }
    const found: Span[] = [];
    for (let count = 0; count < 8; count++) {
      const end = nameEnd(text, start, 2);
      if (end < 0) break;
      found.push({ start, end });
      AND.lastIndex = end;
      if (!AND.test(text)) break;
      start = AND.lastIndex;
    }
    return found.length === 0 ? undefined : found;
  },
};

export const peopleRules: readonly RedactionRule[] = [introduced, person];

export const proofs: Proofs = {
  'person-name': {
    finds: [
      '«Fatima Okafor» called support',
      '«Ann Sothern» <ann@localhost>',
      'then «Rukmini Venkataraman» and «Tunde Okonkwo» joined',
      'handled: «Anne-Marie van Dijk»',
    ],
    leaves: [
      'Amazon Elastic Compute Cloud was degraded',
      'Spring Boot and Apache Kafka upgrades',
      'Black Friday traffic',
      'Simple Queue Service backlog',
      'Java Virtual Machine',
      'Jenkins Pipeline and Grafana Dashboard',
      'Victoria Metrics, Ruby on Rails, Julia Language',
    ],
  },
  'person-introduced': {
    finds: [
      'Incident commander: «Kenji Haddad»',
      "The change was approved by «Ingrid O'Brien» at 14:05.",
      'assignee="«Xolani Mbeki»"',
      'Hi «Carlos Okafor», the rollback',
      'cc: «Anne-Marie van Dijk»',
      'Participants: «Željko Marković», «Park Ji-hoon» and «Rashid al-Farsi»',
      '{"firstName":"«Zanele»","lastName":"«Khumalo»"}',
      'Frau «Brandt» and Dr. «Oppenheim» agreed',
      'Caller «Desmond Achebe» hung up',
      'genehmigt von «Heike Brandt», approuvé par «Aurélien Petit»',
      'createdBy: "«Guðrún Jónsdóttir»"',
    ],
    leaves: [
      'approved by Change Advisory Board',
      'Root Cause Analysis follows',
      'caused by Connection Pool Exhaustion',
      'owner: Payments Team, displayName: Orders Dashboard',
      'escalated to Vendor Support, user Journey Tests failed',
      'first name and last name are masked',
      'from Frankfurt to Ireland, To: All Staff',
      'von Neumann architecture',
    ],
  },
};
