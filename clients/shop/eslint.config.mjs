import hooks from 'eslint-plugin-react-hooks';
import clients from '../eslint.config.mjs';

/** As for the other clients, also for what has markup in it; and React's own rules. */
export default [
  ...clients.map((config) =>
    config.files?.includes('**/*.ts') ? { ...config, files: ['**/*.{ts,tsx,mts}'] } : config,
  ),
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-unsafe-return': 'off' } },
  { files: ['src/**/*.{ts,tsx}'], ...hooks.configs.flat['recommended-latest'] },
];
