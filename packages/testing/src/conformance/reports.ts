import type { ConformanceResult, Exchange } from './outcome.js';
import type { ConformanceReport } from './run-conformance.js';
import { CONFORMANCE_SECTIONS } from './section.js';

const MARKS = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' } as const satisfies Record<
  ConformanceResult['outcome'],
  string
>;

/** One line for a result; of a failed one also its last requests and replies. */
export function conformanceLine({ outcome, id, title, reason, exchanges }: ConformanceResult): string {
  const why = reason === null ? '' : `\n       ${printable(reason)}`;
  const said = exchanges.map((each) => `\n       ${exchangeText(each).replaceAll('\n', '\n       ')}`).join('');
  return `${MARKS[outcome]}  ${id}  ${printable(title)}${why}${said}`;
}

const SHOWN_IDS = 20;

/** What came out in a few lines: the totals, what failed, what may be left behind. */
export function conformanceSummary({
  results,
  totals,
  sessionsLaunched,
  durationMs,
  leftOver,
  verdict,
}: ConformanceReport): string {
  const failed = results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);
  const more = failed.length > SHOWN_IDS ? `, and ${failed.length - SHOWN_IDS} more` : '';
  const told = printable(leftOver.join(', '));
  return [
    ...(failed.length === 0 ? [] : [`failed: ${failed.slice(0, SHOWN_IDS).join(', ')}${more}`]),
    ...(leftOver.length === 0 ? [] : [`could not be cancelled, and may go on: ${told}`]),
    `${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped; ${sessionsLaunched} sessions, ${(durationMs / 1000).toFixed(1)} s`,
    ...(verdict === 'proves-nothing' ? [NOTHING_PROVED] : []),
    '',
  ].join('\n');
}

const NOTHING_PROVED = 'nothing is proved: no case was tried to its end; the skipped ones say what they need';

/** The report for people. */
export function conformanceText(report: ConformanceReport): string {
  const { results, baseUrl, profile, cost } = report;
  const sections = Object.entries(CONFORMANCE_SECTIONS).flatMap(([section, says]) => {
    const own = results.filter((result) => result.section === section);
    return own.length === 0 ? [] : [`\n${section}: ${says}`, ...own.map(conformanceLine)];
  });
  return [`${baseUrl}, ${profile} profile, ${cost} run`, ...sections, '', conformanceSummary(report)].join('\n');
}

/** The report for machines: everything, two spaces deep. */
export function conformanceJson(report: ConformanceReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** The report as JUnit XML: a suite per section. */
export function conformanceJunit(report: ConformanceReport): string {
  const { results, totals, durationMs, verdict } = report;
  // Readers of JUnit call a run of skipped cases green.
  const isUnproved = verdict === 'proves-nothing';
  const unproved = isUnproved
    ? [
        '  <testsuite name="verdict" tests="1" failures="1" skipped="0" time="0.000">',
        `    <testcase classname="verdict" name="the run proves something" time="0.000"><failure message="${xml(NOTHING_PROVED)}"></failure></testcase>`,
        '  </testsuite>',
      ]
    : [];
  const suites = Object.keys(CONFORMANCE_SECTIONS).flatMap((section) => {
    const own = results.filter((result) => result.section === section);
    if (own.length === 0) return [];
    const count = (outcome: ConformanceResult['outcome']) => own.filter((each) => each.outcome === outcome).length;
    const time = own.reduce((sum, each) => sum + each.durationMs, 0) / 1000;
    return [
      `  <testsuite name="${xml(section)}" tests="${own.length}" failures="${count('failed')}" skipped="${count('skipped')}" time="${time.toFixed(3)}">`,
      ...own.map(testcase),
      '  </testsuite>',
    ];
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="agent-session conformance" tests="${results.length + Number(isUnproved)}" failures="${totals.failed + Number(isUnproved)}" skipped="${totals.skipped}" time="${(durationMs / 1000).toFixed(3)}">`,
    ...suites,
    ...unproved,
    '</testsuites>',
    '',
  ].join('\n');
}

function testcase({ id, section, title, outcome, reason, exchanges, durationMs }: ConformanceResult): string {
  const head = `    <testcase classname="${xml(section)}" name="${xml(`${id}: ${title}`)}" time="${(durationMs / 1000).toFixed(3)}"`;
  if (outcome === 'passed') return `${head}/>`;
  if (outcome === 'skipped') return `${head}><skipped message="${xml(reason ?? '')}"/></testcase>`;
  const said = exchanges.map(exchangeText).join('\n\n');
  return `${head}><failure message="${xml(reason ?? '')}">${xml(said)}</failure></testcase>`;
}

function exchangeText({ request, response }: Exchange): string {
  const asked = `> ${request.method} ${request.url}${request.body === null ? '' : `\n> ${printable(request.body)}`}`;
  if (response === null) return `${asked}\n< no reply`;
  const headers = Object.entries(response.headers).map(([name, value]) => `; ${name}: ${printable(value)}`);
  return `${asked}\n< ${response.status}${headers.join('')}${response.body === '' ? '' : `\n< ${printable(response.body)}`}`;
}

/** What a platform said may hold anything: nothing of it steers a terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}

function xml(text: string): string {
  return printable(text)
    .replaceAll(/[\ud800-\udfff\ufffe\uffff]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
