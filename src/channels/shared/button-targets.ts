export function isHttps(address: string): boolean {
  return URL.canParse(address) && new URL(address).protocol === "https:";
}

/**
 * A phone number in international form (`+84900000000`); one without any prefix of its own is dialled as it is, as
 * Vietnam's service and emergency numbers (1022, 1900…, 113) have no country code. Undefined when it is no number.
 */
export function dialled(phone: string): string | undefined {
  const bare = phone.replace(/\(0\)/g, "").replace(/[\s().-]/g, "");
  if (!/^\+?\d{3,15}$/.test(bare)) return undefined;
  const national = /^(?:\+|00)(\d+)$/.exec(bare)?.[1] ?? bare.replace(/^0/, "84");
  return national === bare && !/^84\d{8,}$/.test(bare) ? bare : `+${national}`;
}
