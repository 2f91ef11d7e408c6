/** A story of the demo news site. */
export interface DemoStory {
  readonly slug: string;
  readonly title: string;
  readonly section: string;
  readonly author: string;
  readonly published: string;
  readonly points: number;
  readonly comments: number;
  readonly summary: string;
}

type Row = readonly [title: string, section: string, author: string, points: number, comments: number, summary: string];

const ROWS: readonly Row[] = [
  [
    'Harbour city opens its first tidal power station',
    'Energy',
    'Mara Lindqvist',
    412,
    138,
    'Two turbines below the old ferry pier now supply nine thousand homes, whatever the weather does.',
  ],
  [
    'Night trains return to the coast after eleven years',
    'Travel',
    'Tomás Arrieta',
    387,
    204,
    'Sleeping cars leave the capital at ten and reach the sea before breakfast.',
  ],
  [
    'Small bakery beats supermarket in trademark case',
    'Law',
    'Ines Kovač',
    365,
    97,
    'The court found that nobody could mistake a village loaf for a chain of stores.',
  ],
  [
    'Astronomers map a quiet corner of the Milky Way',
    'Science',
    'Daniel Osei',
    351,
    64,
    'Four years of observation fill a gap that every earlier survey had left blank.',
  ],
  [
    'Library lends out garden tools and finds new readers',
    'Culture',
    'Ruth Abernathy',
    340,
    112,
    'People who came for a spade went home with a novel.',
  ],
  [
    'Open map of public toilets grows to a million entries',
    'Technology',
    'Jun Watanabe',
    328,
    186,
    'Volunteers in ninety countries keep the list up to date.',
  ],
  [
    'City council plants trees where cars used to park',
    'Cities',
    'Leïla Haddad',
    316,
    251,
    'Three streets lost forty parking spaces and gained a hundred lindens.',
  ],
  [
    'Old textile mill becomes a school for robot repair',
    'Education',
    'Pavel Novotny',
    305,
    73,
    'The first class starts with broken vacuum cleaners.',
  ],
  [
    'Fishermen and scientists agree on a cod calendar',
    'Environment',
    'Sigrid Dahl',
    297,
    58,
    'Catches pause in spring, when the fish spawn closest to the shore.',
  ],
  [
    'Chess club in a laundromat draws its first master',
    'Sport',
    'Andre Baptiste',
    288,
    45,
    'Games last exactly one washing cycle.',
  ],
  [
    'Researchers print a bridge from recycled glass',
    'Science',
    'Hanna Virtanen',
    281,
    90,
    'The span carries bicycles across a canal and weighs less than a van.',
  ],
  [
    'Mountain village votes to keep its only bus',
    'Politics',
    'Luca Ferrante',
    274,
    121,
    'All but two of the 312 voters wanted the line to stay.',
  ],
  [
    'Museum returns drums to the islands they came from',
    'Culture',
    'Teuila Faleolo',
    269,
    83,
    'The six instruments will be played again at the harvest.',
  ],
  [
    'New battery keeps its charge at forty below zero',
    'Technology',
    'Grace Mbeki',
    262,
    147,
    'Field tests ran for two winters at a research station.',
  ],
  [
    'Beekeepers count more hives than ever in the suburbs',
    'Environment',
    'Oskar Brandt',
    255,
    39,
    'Lime trees and balconies feed the colonies until late in autumn.',
  ],
  [
    'Retired engineers teach teenagers to fix radios',
    'Education',
    'Noor Rahman',
    249,
    66,
    'The waiting list is longer than the workbench.',
  ],
  [
    'River swimming legal again after a century',
    'Cities',
    'Camille Roux',
    243,
    174,
    'Water quality was measured daily for three summers before the ban fell.',
  ],
  [
    'Amateur choir records the sounds of closed factories',
    'Culture',
    'Ewa Malinowska',
    236,
    28,
    'Every piece begins with the hum of one machine.',
  ],
  [
    'Court rules that software updates must be optional',
    'Law',
    'Ines Kovač',
    231,
    305,
    'Owners may keep the version they bought, the judges said.',
  ],
  [
    'Wind farm shares its profits with the neighbours',
    'Energy',
    'Mara Lindqvist',
    224,
    88,
    'Each household within five kilometres gets a cheque in January.',
  ],
  [
    'Marathon winner runs home because the bus was late',
    'Sport',
    'Andre Baptiste',
    219,
    132,
    'The extra nine kilometres took her forty-one minutes.',
  ],
  [
    'Students find a lost painting behind a blackboard',
    'Culture',
    'Ruth Abernathy',
    213,
    51,
    'It had been used to keep out the draught since 1952.',
  ],
  [
    'Ferry line switches to sails on the shorter route',
    'Travel',
    'Sigrid Dahl',
    208,
    77,
    'The crossing takes eight minutes longer and uses a third of the fuel.',
  ],
  [
    'Weather service publishes a hundred years of diaries',
    'Science',
    'Daniel Osei',
    202,
    36,
    'Lighthouse keepers wrote down each storm by hand.',
  ],
  [
    'Town swaps street lamps for motion sensors and stars',
    'Cities',
    'Pavel Novotny',
    197,
    119,
    'After midnight the Milky Way can be seen from the market square.',
  ],
  [
    'Farmers test a tractor that drives by satellite',
    'Technology',
    'Grace Mbeki',
    191,
    102,
    'It left rows straighter than the oldest hand in the valley.',
  ],
  [
    'Parliament debates a right to repair for bicycles',
    'Politics',
    'Luca Ferrante',
    186,
    141,
    'Makers would have to sell spare parts for fifteen years.',
  ],
  [
    'Seed bank reopens with a garden for visitors',
    'Environment',
    'Oskar Brandt',
    180,
    24,
    'Four hundred kinds of bean grow behind the glasshouse.',
  ],
  [
    'Translators finish the first dictionary of sign jokes',
    'Education',
    'Noor Rahman',
    174,
    47,
    'Timing gets a chapter of its own.',
  ],
  [
    'Lighthouse turns into the smallest hotel on the coast',
    'Travel',
    'Tomás Arrieta',
    169,
    61,
    'There is one room, and the stairs count 214 steps.',
  ],
];

/** Seconds between two stories. */
const SPACING_MS = 47 * 60_000;
const FIRST_PUBLISHED_MS = Date.UTC(2026, 9, 12, 7, 30);

/** The stories of the demo news site, the most read first. */
export const DEMO_STORIES: readonly DemoStory[] = ROWS.map(
  ([title, section, author, points, comments, summary], index) => ({
    slug: title
      .toLowerCase()
      .replaceAll(/[^a-z]+/g, '-')
      .replaceAll(/^-|-$/g, ''),
    title,
    section,
    author,
    published: new Date(FIRST_PUBLISHED_MS - index * SPACING_MS).toISOString(),
    points,
    comments,
    summary,
  }),
);
