/** Calls back whenever the computer may have other addresses than before; the returned function ends that. */
export type NetworkWatch = (onChange: () => void) => () => void;

/** Of the W3C's Network Information; not every browser has it. */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

export const browserNetwork: NetworkWatch = (onChange) => {
  const { connection } = globalThis.navigator as Navigator & { readonly connection?: NetworkInformation };
  let type = connection?.type;
  // The event also comes when the browser only thinks otherwise of the speed.
  const onConnectionChange = (): void => {
    if (connection?.type !== type) {
      type = connection?.type;
      onChange();
    }
  };
  globalThis.addEventListener('online', onChange);
  connection?.addEventListener('change', onConnectionChange);
  return () => {
    globalThis.removeEventListener('online', onChange);
    connection?.removeEventListener('change', onConnectionChange);
  };
};
