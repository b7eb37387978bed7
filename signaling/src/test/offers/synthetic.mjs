// Replaces the addresses of the capturing machine by documentation addresses (RFC 5737, RFC 3849).
const V4 = /\b(?:\d{1,3}\.){3}\d{1,3}\b/g;
const V6 = /(?<=[ ])(?=[0-9a-f:]*:[0-9a-f:]*:)[0-9a-f:]{3,39}(?= |\r|\n|$)/gi;

export function synthetic(sdp) {
    const names = new Map();
    const replace = (address, make) => {
        if (!names.has(address)) names.set(address, make([...names.values()].length + 1));
        return names.get(address);
    };
    return sdp
        .split('\n')
        .map((line) => {
            if (!/^(c=|o=|a=candidate:|a=rtcp:)/.test(line)) return line;
            return line
                .replace(V4, (a) => (a === '0.0.0.0' || a === '127.0.0.1' ? a : replace(a, (n) => `192.0.2.${n}`)))
                .replace(V6, (a) => (a === '::' || a === '::1' ? a : replace(a, (n) => `2001:db8::${n}`)));
        })
        .join('\n');
}
