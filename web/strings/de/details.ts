import type { DetailCode } from '#shared/contract/detail.ts';

/** What is wrong with a value, after the label of its field. */
export const details: Readonly<Record<DetailCode, string>> = {
  needed: 'fehlt',
  labelNeeded: '{label} fehlt.',
  empty: 'darf nicht leer sein',
  notANumber: 'muss eine Zahl sein',
  notAWholeNumber: 'muss eine ganze Zahl sein',
  notText: 'muss Text sein',
  notABoolean: 'muss ja oder nein sein',
  notAList: 'muss eine Liste sein',
  notAnObject: 'muss aus Teilen bestehen',
  notAChoice: 'ist keine der Möglichkeiten',
  tooLong: 'darf höchstens {n} Zeichen haben',
  tooManyEntries: 'darf höchstens {n} Einträge haben',
  tooFewEntries: 'muss mindestens {n} Einträge haben',
  tooLarge: 'darf höchstens {n} sein',
  tooSmall: 'muss mindestens {n} sein',
  more: 'muss größer als {n} sein',
  less: 'muss kleiner als {n} sein',
  nearlyZero: 'muss 0 sein oder weiter davon entfernt',
  notADay: 'muss ein Datum sein',
  notAnInstant: 'muss ein Datum mit Uhrzeit sein',
  notUnicode: 'enthält ungültige Zeichen',
  controlCharacters: 'darf keine Steuerzeichen enthalten',
  blankEnds: 'darf nicht mit einem Leerzeichen beginnen oder enden',
  notAnEmail: 'muss eine E-Mail-Adresse in Kleinbuchstaben sein',
  notAPhone: 'muss eine Telefonnummer sein, am besten mit Ländervorwahl',
  notAnAddress: 'muss mit http:// oder https:// beginnen',
  notAnId: 'muss eine ID mit 26 Zeichen sein',
  notACurrency: 'muss ein Währungskürzel nach ISO 4217 sein',
  unknown: 'ist hier kein bekanntes Feld',
  taken: 'ist schon vergeben',
  notAllowed: 'Dieses Feld dürfen Sie nicht ändern.',
  noSuch: '{label}: gibt es nicht.',
  retiredChoice: '{label} ist nicht mehr wählbar.',
};

/** What a person may or can not do, as use cases say it. */
const refusals: Readonly<Record<string, string>> = {
  'There is no such record.': 'Diesen Datensatz gibt es nicht.',
  'Sign in to go on.': 'Melden Sie sich an, um fortzufahren.',
  'You may not give this to somebody else.': 'Sie dürfen das niemand anderem übergeben.',
  'This needs the permission to assign.': 'Dazu braucht es das Recht, zuzuweisen.',
  'This needs the permission {permission}.': 'Dazu braucht es das Recht {permission}.',
  'Some of these fields are not yours to change.': 'Einige dieser Felder dürfen Sie nicht ändern.',
  'Some of this cannot be taken.': 'Einiges davon lässt sich nicht übernehmen.',
  'Something changed meanwhile. Read again and repeat.':
    'Inzwischen hat sich etwas geändert. Laden Sie neu, und wiederholen Sie es.',
  'Something this depends on was changed or removed meanwhile.':
    'Etwas, wovon das abhängt, wurde inzwischen geändert oder entfernt.',
  'Something that it depends on was changed or removed meanwhile.':
    'Etwas, wovon es abhängt, wurde inzwischen geändert oder entfernt.',
  'Another record has this value already.': 'Ein anderer Datensatz hat diesen Wert schon.',
  'This {noun} is not in the bin.': '{noun}: liegt nicht im Papierkorb.',
  'This {noun} is in the bin. Take it out first.': '{noun}: liegt im Papierkorb. Holen Sie den Eintrag zuerst heraus.',
  'You may not {action} this {noun}.': '{noun}: Sie dürfen diesen Eintrag nicht {action}.',
  'You may not {action} {noun}.': '{noun}: Sie dürfen das nicht {action}.',
  'It is needed by {users}.': 'Gebraucht wird es von {users}.',
  'A contact needs a name or an e-mail address.': 'Ein Kontakt braucht einen Namen oder eine E-Mail-Adresse.',
  'A deal needs a stage.': 'Ein Deal braucht eine Phase.',
  'The stage belongs to another pipeline.': 'Die Phase gehört zu einer anderen Pipeline.',
  'This stage does not exist any more.': 'Diese Phase gibt es nicht mehr.',
  'There is no such stage.': 'Diese Phase gibt es nicht.',
  'must be a stage of the pipeline': 'muss eine Phase der Pipeline sein',
  '{stage} needs more than this deal has.': 'Für „{stage}“ fehlen dem Deal noch Angaben.',
  '{label} is needed before a deal enters {stage}.': '{label} fehlt noch, bevor der Deal in „{stage}“ kommt.',
  'A reason is needed.': 'Ein Grund fehlt.',
  'Say why this lead is disqualified.': 'Sagen Sie, warum dieser Lead aussortiert wird.',
  'A person needs a role.': 'Eine Person braucht eine Rolle.',
  'must name a role': 'muss eine Rolle nennen',
  'You cannot take away your own access.': 'Den eigenen Zugang können Sie sich nicht nehmen.',
  'There is no such person.': 'Diese Person gibt es nicht.',
  'The time is HH:MM.': 'Die Uhrzeit wird als HH:MM geschrieben.',
  'A choice needs options.': 'Eine Auswahl braucht Auswahlwerte.',
  'only choices have options': 'nur eine Auswahl hat Auswahlwerte',
  'only links have a target': 'nur Verknüpfungen haben ein Ziel',
  'must say which records it links to': 'muss sagen, womit verknüpft wird',
  'only texts, e-mail, phone and web addresses are searched':
    'durchsucht werden nur Texte, E-Mail-Adressen, Telefonnummern und Webadressen',
  'There is a field “{name}” already.': 'Ein Feld „{name}“ gibt es schon.',
  '“{name}” is there twice.': '„{name}“ kommt zweimal vor.',
  '“{name}” cannot be removed; retire it instead.':
    '„{name}“ lässt sich nicht entfernen; legen Sie es stattdessen still.',
  'cannot be changed': 'lässt sich nicht ändern',
  'cannot be changed; retire this field and add another':
    'lässt sich nicht ändern; legen Sie dieses Feld still, und legen Sie ein neues an',
  'must be a field of the noun': 'muss ein Feld dieser Datensätze sein',
  'This view is locked. Its owner or an administrator can unlock it.':
    'Diese Ansicht ist gesperrt. Die Person, der sie gehört, oder die Administration kann sie entsperren.',
  'You may undo your own changes only.': 'Sie dürfen nur eigene Änderungen rückgängig machen.',
  'You may not change this import.': 'Diesen Import dürfen Sie nicht ändern.',
  'You may not import.': 'Sie dürfen nicht importieren.',
  'You may not assign this lead.': 'Diesen Lead dürfen Sie nicht zuweisen.',
  'Whoever began this may not use the CRM any more.': 'Wer das begonnen hat, darf das CRM nicht mehr benutzen.',
  'The record would be larger than 64 KB.': 'Der Datensatz wäre größer als 64 KB.',
  'Nothing was changed.': 'Nichts wurde geändert.',
  'Nothing is to be changed.': 'Es gibt nichts zu ändern.',
  'It is over already.': 'Es ist schon beendet.',
  'It has no plan.': 'Es gibt keinen Plan.',
  'It is too old: what it was about is gone.': 'Es ist zu alt: Worum es ging, ist nicht mehr da.',
  'It is being planned.': 'Es wird gerade geplant.',
  'It is being applied.': 'Es wird gerade angewendet.',
  'It is being undone.': 'Es wird gerade rückgängig gemacht.',
  'It was applied already.': 'Es wurde schon angewendet.',
  'It was undone.': 'Es wurde rückgängig gemacht.',
  'It was given up.': 'Es wurde abgebrochen.',
  'The file was there for a day and is gone. Export again.':
    'Die Datei war einen Tag lang da und ist gelöscht. Exportieren Sie noch einmal.',
  'The file is not written yet.': 'Die Datei ist noch nicht geschrieben.',
  'The lists are being brought up to date. Try again in a moment.':
    'Die Listen werden gerade aktualisiert. Versuchen Sie es gleich noch einmal.',
  'There is too much to do just now. Try again in a moment.':
    'Gerade ist zu viel zu tun. Versuchen Sie es gleich noch einmal.',
  'That was too often. Wait a moment and try again.':
    'Das war zu oft. Warten Sie einen Moment, und versuchen Sie es noch einmal.',
  'The error was logged. Give the request id when you ask about it.':
    'Der Fehler wurde festgehalten. Nennen Sie die Anfragenummer, wenn Sie danach fragen.',
  'The server could not be reached.': 'Der Server war nicht erreichbar.',
};

/** What plans of imports and of changes to many records say of their rows. */
const rows: Readonly<Record<string, string>> = {
  'The import has no plan.': 'Der Import hat keinen Plan.',
  'None of the files holds records.': 'Keine der Dateien enthält Datensätze.',
  'Upload the files and have them inspected first.': 'Laden Sie zuerst Dateien hoch, und lassen Sie sie prüfen.',
  'Nothing was imported.': 'Nichts wurde importiert.',
  'Its columns are not those of any records here.': 'Ihre Spalten passen zu keinen Datensätzen hier.',
  'It lists people: they are matched to users and never made.':
    'Sie nennt Personen: Sie werden Konten zugeordnet und nie angelegt.',
  'It describes fields, not records.': 'Sie beschreibt Felder, keine Datensätze.',
  'The numbers are in {detail}: each is multiplied.': 'Die Zahlen sind in {detail}: Jede wird multipliziert.',
  '{detail}, says the data dictionary': '{detail}, sagt das Datenverzeichnis',
  'Day and month could be either way round.': 'Tag und Monat könnten vertauscht sein.',
  'Is the order right?': 'Stimmt die Reihenfolge?',
  'A number like 1.234 may mean a thousand or a fraction.':
    'Eine Zahl wie 1.234 kann Tausend oder einen Bruch bedeuten.',
  'Is the decimal character right?': 'Stimmt das Dezimalzeichen?',
  'Is that right?': 'Ist das richtig?',
  thousands: 'Tausendern',
  millions: 'Millionen',
  billions: 'Milliarden',
  'Nothing says which currency this is; {currency} is proposed.':
    'Nichts sagt, welche Währung das ist; vorgeschlagen ist {currency}.',
  'Set aside by hand.': 'Von Hand beiseitegelegt.',
  'The file has not arrived.': 'Die Datei ist nicht angekommen.',
  'The record that it refers to comes back to it in a circle, or its row is wrong.':
    'Der Datensatz, auf den verwiesen wird, führt im Kreis zurück, oder seine Zeile ist fehlerhaft.',
  'The row of the record that it refers to is wrong.':
    'Die Zeile des Datensatzes, auf den verwiesen wird, ist fehlerhaft.',
  'The row has {n} cells, the heading has {m}.': 'Die Zeile hat {n} Zellen, die Überschrift {m}.',
  'row {n} has “{text}” as well.': '„{text}“ steht auch in Zeile {n}.',
  '“{text}” is already in use.': '„{text}“ ist schon vergeben.',
  'The row does not say which record it is.': 'Die Zeile sagt nicht, um welchen Datensatz es geht.',
  'The row is there twice: {same}.': 'Die Zeile kommt zweimal vor: {same}.',
  '{n} records match; it is not clear which one is meant.':
    '{n} Datensätze passen; welcher gemeint ist, bleibt unklar.',
  'It is there already: {title}.': 'Gibt es schon: {title}.',
  'There is no such record to update.': 'Einen solchen Datensatz zum Aktualisieren gibt es nicht.',
  'You may not change this record.': 'Diesen Datensatz dürfen Sie nicht ändern.',
  'You may not create this {noun}.': '{noun}: Sie dürfen das nicht anlegen.',
  'Nothing would change.': 'Nichts würde sich ändern.',
  'You may not delete it.': 'Sie dürfen es nicht entfernen.',
  'You may not change it.': 'Sie dürfen es nicht ändern.',
  'You may not give it to somebody else.': 'Sie dürfen es niemand anderem übergeben.',
  'You may not move it into the bin or out of it.':
    'Sie dürfen es weder in den Papierkorb verschieben noch von dort holen.',
  'An old value of it is used by another record now.': 'Einen alten Wert davon hat jetzt ein anderer Datensatz.',
  'A record with this id is there already.': 'Ein Datensatz mit dieser ID ist schon da.',
  'It failed.': 'Es ist fehlgeschlagen.',
  '{who} changed it {detail}: {labels}.': '{who} hat es {detail} geändert: {labels}.',
  '{who} changed it {detail}.': '{who} hat es {detail} geändert.',
  since: 'seitdem',
  'in between': 'zwischendurch',
  '“{text}” is not an amount.': '„{text}“ ist kein Betrag.',
  '“{text}” is too large.': '„{text}“ ist zu groß.',
  '“{text}” is neither yes nor no.': '„{text}“ ist weder ja noch nein.',
  '“{text}” is not a number.': '„{text}“ ist keine Zahl.',
  '“{text}” is not a date.': '„{text}“ ist kein Datum.',
  '“{text}” is not a date with its time.': '„{text}“ ist kein Datum mit Uhrzeit.',
  '“{text}” is not among the options.': '„{text}“ ist keine der Möglichkeiten.',
  'holds characters that are not of the recognised encoding.':
    'enthält Zeichen, die nicht zum erkannten Zeichensatz gehören.',
  '{n} {noun} will be made: {titles}.': 'Neu angelegt: {n} {noun} ({titles}).',
  '{n} closed deals skip the gates of their stage and the reason for the loss.':
    '{n} abgeschlossene Deals überspringen die Bedingungen ihrer Phase und den Verlustgrund.',
  '{n} {noun} name no {label} and stay without one.': '{n} {noun} ohne Angabe zu „{label}“ bleiben ohne.',
  '{n} {noun} have an owner who is no user here; the name is kept as text.':
    '{n} {noun}: Wer zuständig ist, hat hier kein Konto; der Name bleibt als Text erhalten.',
  '“{text}” of {file} is multiplied by {n}.': '„{text}“ aus {file} wird mit {n} multipliziert.',
  Reading: 'Liest',
  Planning: 'Plant',
  Writing: 'Schreibt',
  Undoing: 'Macht rückgängig',
  'Assigning leads': 'Weist Leads zu',
};

/** Why a lead went to somebody. */
const reasons: Readonly<Record<string, string>> = {
  'No rule gave this lead to anybody.': 'Keine Regel hat diesen Lead vergeben.',
  'There are no active rules.': 'Es gibt keine aktiven Regeln.',
  'Rule “{name}” (version {n}): {who}, {detail}.': 'Regel „{name}“ (Version {n}): {who}, {detail}.',
  'Before it: {list}.': 'Davor: {list}.',
  '“{name}” has nobody available': 'bei „{name}“ ist niemand verfügbar',
  '“{name}” does not apply': '„{name}“ trifft nicht zu',
  '{detail} among {n} available': '{detail}, {n} verfügbar',
  'next in turn': 'als Nächstes an der Reihe',
  'next in turn for {field} {value}': 'als Nächstes an der Reihe für {value}',
  'weighted turn ({n} of {m})': 'gewichtet an der Reihe ({n} von {m})',
  'fewest open leads ({n}) of {m} available': 'die wenigsten offenen Leads ({n}) von {m} Verfügbaren',
  '{who} gave it by hand.': '{who} hat ihn von Hand vergeben.',
};

/** Parts of the system that act in nobody's name. */
const machines: Readonly<Record<string, string>> = {
  'First start': 'Erster Start',
  Identity: 'Anmeldung',
  Jobs: 'Aufträge',
  Notifications: 'Benachrichtigungen',
  'Assignment rules': 'Zuweisungsregeln',
};

/** Sentences of the server that are no codes, by the English with what varies in braces. */
export const sentences: Readonly<Record<string, string>> = { ...refusals, ...rows, ...reasons, ...machines };

/** Verbs of the permissions. */
export const actions: Readonly<Record<string, string>> = {
  create: 'anlegen',
  read: 'lesen',
  update: 'ändern',
  change: 'ändern',
  delete: 'entfernen',
  remove: 'entfernen',
  assign: 'zuweisen',
  bulk: 'gesammelt ändern',
  export: 'exportieren',
  import: 'importieren',
  merge: 'zusammenführen',
};
