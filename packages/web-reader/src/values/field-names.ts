/** What an item of a list can offer, whatever a page or a schema calls it. */
export const ITEM_FIELDS = {
  title:
    'title headline heading name subject label text product story item_title product_name article_title link_text link_title',
  url: 'url link href uri permalink address link_url web_url story_url article_url product_url item_url page_url target',
  rank: 'rank position index number no place order ranking pos',
  points: 'points score votes upvotes point_count vote_count karma likes like_count upvote_count num_points ups',
  comments:
    'comments comment_count comments_count num_comments number_of_comments replies reply_count discussion_count descendants',
  comments_url: 'comments_url comments_link comment_url discussion_url discussion_link discussion',
  author:
    'author by byline writer user username submitter poster creator posted_by submitted_by author_name journalist artist hnuser',
  author_url: 'author_url author_link user_url profile_url',
  date: 'date time published published_at publish_date publication_date date_published datetime posted_at posted created created_at age when timestamp submitted_at time_ago updated updated_at',
  price: 'price cost amount fee price_usd current_price sale_price unit_price list_price',
  currency: 'currency currency_code price_currency',
  rating: 'rating stars star_rating review_score average_rating rating_value',
  reviews: 'reviews review_count reviews_count num_reviews rating_count ratings',
  summary:
    'summary description excerpt desc snippet abstract teaser dek standfirst blurb subtitle lead intro body details preview content',
  image: 'image img image_url picture photo thumbnail thumbnail_url img_url image_link cover poster icon avatar',
  site: 'site domain host hostname website source_domain site_name sitestr sitebit',
  source: 'source publisher outlet publication newspaper provider',
  category:
    'category section topic kicker tag tags categories topics label_name badge genre eyebrow keywords subject_area',
  id: 'id item_id story_id identifier sku key guid',
} as const;

export type ItemField = keyof typeof ITEM_FIELDS;

/** What a page as a whole can offer beside its list. */
export const PAGE_FIELDS = {
  page_title: 'title page_title name heading site_title headline page_name',
  page_url: 'url page_url source_url link page source page_link start_url href',
  page_site: 'site domain host hostname website site_name',
  count:
    'count total total_count item_count number_of_items length num_items size total_items number_of_stories story_count',
  retrieved_at: 'retrieved_at fetched_at accessed_at scraped_at as_of timestamp',
  page_description: 'description summary page_description',
} as const;

export type PageField = keyof typeof PAGE_FIELDS;

/** One spelling of a name: `commentCount`, `Comment Count` and `comment-count` are `comment_count`. */
export function normalName(name: string): string {
  return name
    .slice(0, 100)
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\d]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');
}

const ITEM_NAMES = synonyms(ITEM_FIELDS);
const PAGE_NAMES = synonyms(PAGE_FIELDS);

function synonyms<Field extends string>(table: Readonly<Record<Field, string>>): ReadonlyMap<string, Field> {
  const names = new Map<string, Field>();
  for (const [field, words] of Object.entries(table) as [Field, string][]) {
    for (const word of [field, ...words.split(' ')]) if (!names.has(word)) names.set(word, field);
  }
  return names;
}

/** The field of an item a name stands for. A prefix of the list's own name is looked through: `story_title`. */
export function itemField(name: string): ItemField | null {
  return field(name, ITEM_NAMES);
}

export function pageField(name: string): PageField | null {
  return field(name, PAGE_NAMES);
}

function field<Field extends string>(name: string, names: ReadonlyMap<string, Field>): Field | null {
  const normal = normalName(name);
  const direct = names.get(normal) ?? names.get(normal.replace(/s$/, ''));
  if (direct !== undefined) return direct;
  const bare = normal
    .replace(/^(?:story|article|item|product|post|result|news|entry|book|job|movie|paper|repo|event)_/, '')
    .replace(/_(?:text|value|str|string)$/, '');
  return names.get(bare) ?? names.get(bare.replace(/s$/, '')) ?? null;
}
