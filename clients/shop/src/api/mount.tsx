import { ApolloProvider } from '@apollo/client/react';
import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Api } from './Api';
import { ApiContext } from './Denied';

/** Draws a page that uses this API. */
export function mount(api: Api, page: ReactNode): void {
  const element = document.getElementById('page');
  if (!element) throw new Error('expected an element with the id `page`');
  createRoot(element).render(
    <StrictMode>
      <ApiContext value={api}>
        <ApolloProvider client={api.client}>{page}</ApolloProvider>
      </ApiContext>
    </StrictMode>,
  );
}
