import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { globalSetup: './stand-in.js', maxConcurrency: 100, testTimeout: 30_000 } });
