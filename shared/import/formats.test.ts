import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { parseDay, parseInstant, recogniseDateOrder } from './dates.ts';
import { minorDigits, parseDecimal, recogniseDecimal, scaled, toNumber } from './decimal.ts';
import { editDistance, mostSimilar, similarity } from './similar.ts';

const minor = (text: string, decimal: '.' | ',', multiplier = 1) => {
  const value = parseDecimal(text, decimal);
  return value && scaled(value, multiplier, 2);
};

describe('numbers of a column', () => {
  it.each([
    ['1,234.50', '.', 123450n],
    ['1.234,50', ',', 123450n],
    ['1 234,5', ',', 123450n],
    ["1'234.50", '.', 123450n],
    ['€ 12', '.', 1200n],
    ['12 EUR', '.', 1200n],
    ['(5)', '.', -500n],
    ['-$3.10', '.', -310n],
    ['0.005', '.', 1n],
    ['12,34,567.00', '.', 123456700n],
  ] as const)('%s is read to the cent', (text, decimal, expected) => {
    expect(minor(text, decimal)).toBe(expected);
  });

  it.each(['', 'abc', '1e309', '1.2.3', '1,2', '--1', 'NaN', 'Infinity', '0x10', `${'9'.repeat(61)}`])(
    '%j is no number',
    (text) => {
      expect(parseDecimal(text, '.')).toBeUndefined();
    },
  );

  it('are multiplied without binary fractions', () => {
    expect(minor('1100.04', '.', 1_000_000)).toBe(110_004_000_000n);
    expect(toNumber(parseDecimal('0.1', '.') ?? { isNegative: false, digits: 0n, scale: 0 }, 1000)).toBe(100);
  });

  it('come back from how any locale writes them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -10_000_000_000, max: 10_000_000_000 }),
        fc.constantFrom('en-US', 'de-DE', 'fr-FR', 'de-CH'),
        (cents, locale) => {
          const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(cents / 100);
          expect(minor(text, locale === 'de-DE' || locale === 'fr-FR' ? ',' : '.')).toBe(BigInt(cents));
        },
      ),
    );
  });

  it('tell their decimal character, or that they do not', () => {
    expect(recogniseDecimal(['1.234,50', '3,1'])).toEqual({ decimal: ',', isSure: true });
    expect(recogniseDecimal(['1,234.50', '3'])).toEqual({ decimal: '.', isSure: true });
    expect(recogniseDecimal(['1.234', '5.678'])).toEqual({ decimal: '.', isSure: false });
    expect(recogniseDecimal(['1.234.567'])).toEqual({ decimal: ',', isSure: true });
    expect(recogniseDecimal(['0.125'])).toEqual({ decimal: '.', isSure: true });
  });

  it('have the minor units of their currency', () => {
    expect([minorDigits('USD'), minorDigits('JPY'), minorDigits('KWD'), minorDigits('??')]).toEqual([2, 0, 3, 2]);
  });
});

describe('dates of a column', () => {
  it.each([
    ['2016-10-20', 'mdy', '2016-10-20'],
    ['20161020', 'mdy', '2016-10-20'],
    ['20.10.2016', 'dmy', '2016-10-20'],
    ['10/20/2016', 'mdy', '2016-10-20'],
    ['1/2/16', 'dmy', '2016-02-01'],
    ['20-Oct-2016', 'mdy', '2016-10-20'],
    ['20. Oktober 2016', 'ymd', '2016-10-20'],
    ['October 20, 2016', 'dmy', '2016-10-20'],
    ['2016-10-20 13:45:00', 'ymd', '2016-10-20'],
    ['2016-10-20T13:45:00Z', 'ymd', '2016-10-20'],
  ] as const)('%s (%s) is %s', (text, order, expected) => {
    expect(parseDay(text, order)).toBe(expected);
  });

  it.each(['', '2023-02-29', '31.4.2023', '2016', '1100.04', '12345-1-1', 'soon', '0000-01-01'])(
    '%j is no day',
    (text) => {
      expect(parseDay(text, 'dmy')).toBeUndefined();
    },
  );

  it('are read in the order they were written in, whatever the day', () => {
    const day = fc.date({ min: new Date('1970-01-01'), max: new Date('2068-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, fc.constantFrom('-', '/', '.'), (at, sep) => {
        const iso = at.toISOString().slice(0, 10);
        const [y = '', m = '', d = ''] = iso.split('-');
        expect(parseDay([d, m, y].join(sep), 'dmy')).toBe(iso);
        expect(parseDay([m, d, y].join(sep), 'mdy')).toBe(iso);
        expect(parseDay([y, m, d].join(sep), 'dmy')).toBe(iso);
      }),
    );
  });

  it('tell their order, or that they do not', () => {
    expect(recogniseDateOrder(['2016-10-20'])).toEqual({ order: 'ymd', isSure: true });
    expect(recogniseDateOrder(['03/04/2016', '25/04/2016'])).toEqual({ order: 'dmy', isSure: true });
    expect(recogniseDateOrder(['03/04/2016', '04/25/2016'])).toEqual({ order: 'mdy', isSure: true });
    expect(recogniseDateOrder(['03/04/2016'])).toEqual({ order: 'mdy', isSure: false });
    expect(recogniseDateOrder(['03.04.2016'])).toEqual({ order: 'dmy', isSure: true });
    expect(recogniseDateOrder(['x', ''])).toBeUndefined();
  });

  it('with a time are instants, in their own zone or the one given', () => {
    expect(parseInstant('2016-10-20 13:45', 'ymd', 'Europe/Berlin')).toBe('2016-10-20T11:45:00.000Z');
    expect(parseInstant('2016-10-20T13:45:10+02:00', 'ymd', 'UTC')).toBe('2016-10-20T11:45:10.000Z');
    expect(parseInstant('10/20/2016 1:05 PM', 'mdy', 'UTC')).toBe('2016-10-20T13:05:00.000Z');
    expect(parseInstant('2016-10-20', 'ymd', 'UTC')).toBe('2016-10-20T00:00:00.000Z');
    expect(parseInstant('2016-10-20 25:00', 'ymd', 'UTC')).toBeUndefined();
  });

  it('are the same instants as Temporal makes of them, in any zone, also where the time changes', () => {
    const zone = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'Pacific/Auckland',
    );
    const minutes = fc.integer({ min: 0, max: 40 * 365 * 24 * 60 });
    const changes = fc.constantFrom(
      '2026-03-29T02:30',
      '2026-10-25T02:30',
      '2026-03-08T02:15',
      '2026-11-01T01:30',
      '2026-04-05T01:45',
    );
    const wall = fc.oneof(
      minutes.map((m) => new Date(Date.UTC(1990, 0, 1) + m * 60_000).toISOString().slice(0, 16)),
      changes,
    );
    fc.assert(
      fc.property(wall, zone, (text, timeZone) => {
        const theirs = Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds;
        expect(parseInstant(text, 'ymd', timeZone)).toBe(new Date(theirs).toISOString());
      }),
    );
  });
});

describe('near matches', () => {
  const products = [
    'GTX Basic',
    'GTX Pro',
    'MG Special',
    'MG Advanced',
    'GTX Plus Pro',
    'GTX Plus Basic',
    'GTK 500',
  ].map((title) => ({ id: title, title }));

  it('find the one that is meant', () => {
    expect(mostSimilar('GTXPro', products)).toMatchObject({ id: 'GTX Pro', score: 0.97 });
    expect(mostSimilar('MG Spezial', products)?.id).toBe('MG Special');
  });

  it('do not choose among several that are as likely, nor far away', () => {
    expect(mostSimilar('Isdom', products)).toBeUndefined();
    expect(mostSimilar('Acme', [{ title: 'Acme East Ltd' }, { title: 'Acme West Ltd' }])).toBeUndefined();
  });

  it('are symmetric, and 1 only for the same name', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (a, b) => {
        expect(similarity(a, b)).toBe(similarity(b, a));
        expect(editDistance(a, b, 30)).toBe(editDistance(b, a, 30));
      }),
    );
    expect(similarity(' acme  GmbH ', 'Acme GmbH')).toBe(1);
  });
});
