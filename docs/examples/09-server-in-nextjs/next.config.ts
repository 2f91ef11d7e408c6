import type { NextConfig } from 'next';

const config: NextConfig = {
  // Its binary cannot be bundled.
  serverExternalPackages: ['libsql'],
};

export default config;
