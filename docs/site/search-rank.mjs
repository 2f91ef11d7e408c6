/**
 * What the score of a hit is multiplied by in the site's search. First comes what is read to get something done or to
 * understand it, then what packages and examples say of themselves, then the API's names, which are many and short and would
 * otherwise come first everywhere, and last what is for those who change the project.
 *
 * The site carries the source of this function, so that it uses nothing from outside.
 *
 * @param {string} id address of a section, `/how-to/x.html#part`
 * @param {string} term the word that was found there, in small letters
 * @param {Record<string, unknown>} [stored] the heading of the section, and those above it
 * @returns {number}
 */
export function searchRank(id, term, { title, titles } = {}) {
  const page = id.replace(/#.*$/, '');
  if (/\/(?:decisions|reference\/api)\/[^/]*$|\/(?:CONTRIBUTING|SECURITY|MUTANTS|SPEC)\.html$/.test(page)) return 0.5;
  if (/\/api\/(?:@|[^/]*$)/.test(page)) {
    // Who types the whole name of a function or a type means that: `launchSession`.
    const name = String(title).replace(/\(\)$/, '');
    const whole = /[a-z][A-Z]/.test(name) && name.toLowerCase() === term;
    return whole && Array.isArray(titles) && titles.length < 3 ? 3 : 1;
  }
  // Many headings of these are single words that mean more elsewhere.
  if (/\/reference\/cli\.html$|\/how-to\/come-from-[^/]*$/.test(page)) return 5;
  if (/\/(?:tutorial|how-to|reference|explanation)\/[^/]*$|\/(?:glossary|architecture)\.html$/.test(page)) return 10;
  return 4;
}
