/** A rule by which something is taken out of a recording. */
export interface RedactionRule {
  /** What stands in its place: `[name 1]`. */
  readonly name: string;
  /** What is taken out wherever it stands in a text. Must be global. */
  readonly pattern?: RegExp;
  /** Asked about each match of the pattern: only what it confirms is taken out. */
  readonly confirms?: (match: string) => boolean;
  /**
   * Fields whose whole value is taken out, and a value of six characters or more wherever else it stands. A field is meant
   * when its name ends with these words: `token` means `csrf_token` and `accessToken`, not `max_tokens`.
   */
  readonly fields?: readonly string[];
}

/**
 * What is taken out of recordings unless told otherwise: what is secret by its shape or by the name of its field, and what
 * tells of a person by its shape or by the name of its field. Every repetition in a pattern is bounded.
 */
export const REDACTION_RULES: readonly RedactionRule[] = [
  // First, so that nothing is looked for inside.
  { name: 'image', pattern: /data:image\/[a-z+.-]{1,20};base64,[A-Za-z0-9+/=]{1,10000000}/g },
  // Secrets, by their field.
  {
    name: 'secret',
    fields: [
      ...['password', 'passwords', 'passwd', 'pwd', 'passphrase', 'passcode', 'pin', 'otp', 'cvv', 'cvc'],
      ...[
        'secret',
        'token',
        'api_key',
        'apikey',
        'access_key',
        'private_key',
        'signing_key',
        'credential',
        'credentials',
      ],
      ...['auth', 'authorization', 'cookie', 'cookies', 'set_cookie', 'session_id', 'session_key', 'signature', 'jwt'],
    ],
  },
  // Secrets, by their shape.
  {
    name: 'key',
    pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{1,8000}?-----END [A-Z ]{0,30}PRIVATE KEY-----/g,
  },
  {
    name: 'key',
    pattern:
      /\b(?:hk|sk|pk|rk|whsec|gh[oprsu]|github_pat|glpat|npm|xox[a-z]|hf|gsk|xai|shp(?:at|ca|ss)|dop_v1|pypi|rnd|sbp|nvapi)[-_][A-Za-z0-9_-]{8,300}/g,
  },
  { name: 'key', pattern: /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b/g },
  { name: 'key', pattern: /\bAIza[A-Za-z0-9_-]{35}/g },
  { name: 'key', pattern: /\b(?:ya29|SG)\.[A-Za-z0-9._-]{16,300}/g },
  { name: 'token', pattern: /\beyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,8000}\.[A-Za-z0-9_-]{0,2000}/g },
  { name: 'token', pattern: /\b(?:Bearer|Basic) {1,4}[A-Za-z0-9._~+/=-]{8,4000}/gi },
  { name: 'token', pattern: /(?<![\w+/=-])[A-Za-z0-9_-]{32,512}(?![\w+/-])/g, confirms: looksRandom },
  // Secrets, by what stands before them.
  {
    name: 'secret',
    pattern:
      /(?<=[?&#;](?:[a-z0-9_.-]{0,40}(?:token|key|secret|signature|credential|password)|sig|code|auth|jwt)=)[^&#\s"'<>]{1,4000}/gi,
  },
  { name: 'secret', pattern: /(?<=:\/\/)[^\s/:@"']{1,200}:[^\s/@"']{1,200}(?=@)/g },
  {
    name: 'secret',
    pattern: /(?<=\b(?:set-cookie|cookie|authorization)["']? {0,3}: {0,3}["']?)(?! )[^\r\n"']{3,4000}/gi,
  },
  {
    name: 'secret',
    pattern:
      /(?<=\b[a-z0-9_-]{0,40}(?:password|passwd|passphrase|passcode|pwd|secret|token|api[_ -]?key|access[_-]key|otp|cvv|cvc)["']?(?: {0,3}[:=] {0,3}| (?:is|was) )["'`]?)[^\s"'`,;&<>[\]]{3,400}/gi,
  },
  {
    // Said without a colon: "with password hunter22". A word with a digit; "the password field" is none.
    name: 'secret',
    pattern:
      /(?<=\b(?:password|passwd|passphrase|passcode|pwd|secret|token|pin|otp|cvv|cvc) ["'`]?)(?=[^\s"'`]{0,60}\d)[^\s"'`,;&<>[\]]{4,400}/gi,
  },
  // People, by the field.
  { name: 'email', fields: ['email', 'e_mail', 'email_address'] },
  { name: 'phone', fields: ['phone', 'phone_number', 'telephone', 'mobile', 'mobile_number', 'fax'] },
  {
    name: 'person',
    fields: [
      ...['first_name', 'last_name', 'full_name', 'given_name', 'family_name', 'middle_name', 'surname', 'maiden_name'],
      ...['username', 'user_name', 'login', 'date_of_birth', 'birth_date', 'birthday', 'dob'],
      ...['ssn', 'social_security_number', 'passport', 'passport_number', 'national_id', 'tax_id'],
    ],
  },
  { name: 'address', fields: ['address', 'street', 'street_address', 'postal_code', 'postcode', 'zip', 'zip_code'] },
  { name: 'card', fields: ['card_number', 'credit_card', 'iban', 'account_number', 'bic'] },
  // People, by the shape.
  {
    name: 'email',
    pattern: /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu,
  },
  { name: 'iban', pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g, confirms: isIban },
  { name: 'card', pattern: /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])/g, confirms: isCardNumber },
  { name: 'phone', pattern: /(?<![\w.])(?:\+|00)[1-9]\d{0,2}(?:[ ().-]{0,2}\d){6,13}(?!\w)/g },
  { name: 'phone', pattern: /(?<![\w.-])(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])/g },
  { name: 'phone', pattern: /(?<![\w.-])0\d(?:[ .-]\d{2}){4}(?![\w-])/g },
  { name: 'person', pattern: /(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])/g },
  { name: 'ip', pattern: /(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.]\d)/g },
  { name: 'ip', pattern: /(?<![\w:.])(?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4}(?![\w:])/gi },
  { name: 'ip', pattern: /(?<![\w:.])(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}(?![\w:])/gi },
];

/** Nobody writes words with capitals, small letters and digits all mixed: such a run of characters was made by chance. */
function looksRandom(text: string): boolean {
  const changes = text
    .replaceAll(/[a-z]+/g, 'a')
    .replaceAll(/[A-Z]+/g, 'A')
    .replaceAll(/\d+/g, '0').length;
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text) && changes * 4 > text.length;
}

/** The check digit of card numbers (Luhn): times and counters rarely have it. */
function isCardNumber(text: string): boolean {
  const digits = Array.from(text.replaceAll(/\D/g, ''), Number);
  const sum = digits.toReversed().reduce((total, digit, position) => {
    const weighed = position % 2 === 0 ? digit : digit * 2;
    return total + (weighed > 9 ? weighed - 9 : weighed);
  }, 0);
  return sum % 10 === 0 && new Set(digits).size > 1;
}

/** The check digits of account numbers (ISO 7064, modulo 97). */
function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '');
  let remainder = 0;
  for (const character of plain.slice(4) + plain.slice(0, 4)) {
    for (const digit of String(Number.parseInt(character, 36))) remainder = (remainder * 10 + Number(digit)) % 97;
  }
  return plain.length >= 15 && remainder === 1;
}
