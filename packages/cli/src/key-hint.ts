/** Where a key for the platform is looked for in the environment, in this order. */
export const API_KEY_VARIABLES = ['H_API_KEY', 'HAI_API_KEY'] as const;

/** What to do when there is none. */
export const KEY_HINT = `set ${API_KEY_VARIABLES.join(' or ')}, or give a file with --api-key-file (- reads the key from stdin)`;
