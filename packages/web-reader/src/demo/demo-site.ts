import { DEMO_STORIES, type DemoStory } from './demo-stories.js';

/** Stories on each page of the demo site. */
const STORIES_PER_PAGE = 10;
const PAGES = Math.ceil(DEMO_STORIES.length / STORIES_PER_PAGE);
const SECTIONS = [...new Set(DEMO_STORIES.map(({ section }) => section))];
const NAME = 'The Daily Tide';

/**
 * A small news site for demos and tests that need no network: a web-standard handler with thirty stories on three
 * pages (`/`, `/?page=2`, `/?page=3`) and a page for each story.
 *
 * @example
 * const response = demoSite(new Request('http://127.0.0.1:4200/'));
 */
export function demoSite(request: Request): Response {
  const url = new URL(request.url);
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return page(405, 'Not allowed', '<p>This site is read only.</p>');
  if (url.pathname === '/') {
    const number = Number(url.searchParams.get('page') ?? '1');
    return Number.isInteger(number) && number >= 1 && number <= PAGES ? frontPage(number) : notFound();
  }
  const story = DEMO_STORIES.find(({ slug }) => url.pathname === `/stories/${slug}`);
  if (story !== undefined) return storyPage(story);
  const section = SECTIONS.find((name) => url.pathname === `/sections/${name.toLowerCase()}`);
  if (section !== undefined)
    return page(
      200,
      section,
      list(
        DEMO_STORIES.filter((one) => one.section === section),
        0,
      ),
    );
  return url.pathname === '/about'
    ? page(200, 'About us', '<p>A newspaper made up for demonstrations: none of this happened.</p>')
    : notFound();
}

function frontPage(number: number): Response {
  const first = (number - 1) * STORIES_PER_PAGE;
  const stories = DEMO_STORIES.slice(first, first + STORIES_PER_PAGE);
  const pager = [
    number > 1 ? `<a rel="prev" href="${pagePath(number - 1)}">Previous</a>` : '',
    `<span aria-current="page">Page ${number} of ${PAGES}</span>`,
    number < PAGES ? `<a rel="next" href="${pagePath(number + 1)}">Next</a>` : '',
  ].filter((part) => part !== '');
  return page(
    200,
    'Top stories',
    `${list(stories, first)}<nav class="pages" aria-label="Pages">${pager.join(' ')}</nav>`,
  );
}

function pagePath(number: number): string {
  return number === 1 ? '/' : `/?page=${number}`;
}

function list(stories: readonly DemoStory[], before: number): string {
  return `<ol class="stories" start="${before + 1}">${stories.map(entry).join('\n')}</ol>`;
}

function entry({ slug, title, section, author, published, points, comments, summary }: DemoStory): string {
  return `<li class="story"><article>
<p class="section"><a href="/sections/${section.toLowerCase()}">${section}</a></p>
<h2><a href="/stories/${slug}">${escapeHtml(title)}</a></h2>
<p class="summary">${escapeHtml(summary)}</p>
<footer>By <span class="author">${escapeHtml(author)}</span> · <time datetime="${published}">${day(published)}</time> · <span class="points">${points} points</span> · <a href="/stories/${slug}#comments">${comments} comments</a></footer>
</article></li>`;
}

function storyPage(story: DemoStory): Response {
  const { title, author, published, summary, section } = story;
  return page(
    200,
    title,
    `<article><p class="section">${section}</p><p class="byline">By ${escapeHtml(author)}, <time datetime="${published}">${day(published)}</time></p><p>${escapeHtml(summary)}</p><p>This story belongs to a demonstration and ends here.</p></article>`,
  );
}

function notFound(): Response {
  return page(404, 'Page not found', '<p>There is no such page. The <a href="/">front page</a> has all stories.</p>');
}

function day(published: string): string {
  return new Date(published).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function page(status: number, title: string, content: string): Response {
  const sections = SECTIONS.map(
    (section) => `<li><a href="/sections/${section.toLowerCase()}">${section}</a></li>`,
  ).join('');
  const mostRead = DEMO_STORIES.toSorted((a, b) => b.comments - a.comments).slice(0, 5);
  const aside = mostRead
    .map(({ slug, title: name }) => `<li><a href="/stories/${slug}">${escapeHtml(name)}</a></li>`)
    .join('');
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="News that never happened, for demonstrations.">
<title>${escapeHtml(title)} - ${NAME}</title>
<style>body{font:1rem/1.5 Georgia,serif;max-width:60rem;margin:auto;padding:1rem}nav ul{display:flex;flex-wrap:wrap;gap:1rem;list-style:none;padding:0}h2{margin:0}footer{color:#555}</style>
</head>
<body>
<header><h1><a href="/">${NAME}</a></h1><nav aria-label="Sections"><ul><li><a href="/">Home</a></li>${sections}<li><a href="/about">About us</a></li></ul></nav></header>
<main><h2>${escapeHtml(title)}</h2>
${content}
</main>
<aside><h2>Most discussed</h2><ol>${aside}</ol></aside>
<footer><p>${NAME} is made up for demonstrations.</p><ul><li><a href="/about">About us</a></li><li><a href="/about#privacy">Privacy</a></li><li><a href="/about#imprint">Imprint</a></li></ul></footer>
</body>
</html>
`;
  return new Response(html, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}
