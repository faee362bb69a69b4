import type { Dictionary } from '../../elements/localise.ts';

/** German for the application around the rack; the elements bring their own. */
export const german: Dictionary = {
  // Top bar
  'Colours: {name}': 'Farben: {name}',
  'as the system': 'wie das System',
  light: 'hell',
  dark: 'dunkel',
  Language: 'Sprache',
  Guide: 'Anleitung',

  // Wire
  'Inspect the wire': 'Leitung ansehen',

  // Deck
  Deck: 'Spieler',
  Rack: 'Rack',
  Transport: 'Laufwerk',
  'Return to start': 'Zum Anfang',
  Play: 'Abspielen',
  Pause: 'Pause',
  Loop: 'Schleife',
  Volume: 'Lautstärke',
  Off: 'Aus',
  Space: 'Leertaste',
  Home: 'Pos 1',
  'play, pause': 'abspielen, Pause',
  '5 seconds': '5 Sekunden',
  start: 'Anfang',
  loop: 'Schleife',
  'Nothing to play yet': 'Noch nichts zu spielen',
  'Silent until you click or press a key: the browser asks for it':
    'Stumm, bis du klickst oder eine Taste drückst: der Browser verlangt es',
  Live: 'Live',
  Playing: 'Spielt',
  Paused: 'Pause',
  'Opening {name}': '{name} wird geöffnet',
  'Reading {name}': '{name} wird gelesen',
  'Decoding {name}': '{name} wird dekodiert',
  'Playing the loop in': 'Die Schleife wird eingespielt',
  'Waiting for the microphone: the browser asks you to allow it': 'Wartet auf das Mikrofon: der Browser fragt dich nach der Erlaubnis',

  // Sources
  'Where the sound comes from': 'Woher der Klang kommt',
  'heard now': 'jetzt zu hören',
  File: 'Datei',
  Address: 'Adresse',
  Input: 'Eingang',
  'Eight bars in F': 'Acht Takte in F',
  'Eight bars of drums, bass, electric piano and a plucked lead.': 'Acht Takte Schlagzeug, Bass, E-Piano und eine gezupfte Melodie.',
  'F major, 96 beats per minute, without any effect: yours to add.':
    'F-Dur, 96 Schläge in der Minute, ohne jeden Effekt: die kommen von dir.',
  'Choose a file …': 'Datei wählen …',
  'Audio file': 'Audiodatei',
  'or drop one anywhere': 'oder irgendwo ablegen',
  'Files to choose from': 'Dateien zur Auswahl',
  'WAV, MP3, FLAC, Ogg or AAC. It stays on this device.': 'WAV, MP3, FLAC, Ogg oder AAC. Sie bleibt auf diesem Gerät.',
  'Address of an audio file': 'Adresse einer Audiodatei',
  Open: 'Öffnen',
  'The site must allow other pages to use its audio.': 'Die Seite muss anderen erlauben, ihren Ton zu verwenden.',
  'Audio by address': 'Ton von einer Adresse',
  'Open the input': 'Eingang öffnen',
  'Close the input': 'Eingang schließen',
  'Which input': 'Welcher Eingang',
  'Input {number}': 'Eingang {number}',
  'Hear it': 'Mithören',
  'Headphones on? Near loudspeakers an open microphone howls.': 'Kopfhörer auf? Nahe bei Lautsprechern heult ein offenes Mikrofon.',
  'It passes through the rack and its meters, unheard until you switch “Hear it” on.':
    'Er läuft durch das Rack und seine Anzeigen, unhörbar, bis du „Mithören“ einschaltest.',
  Microphone: 'Mikrofon',
  'Drop audio files to play them': 'Audiodateien hier ablegen, um sie zu spielen',

  // Problems
  'Close this message': 'Diese Meldung schließen',
  'Something went wrong: {reason}': 'Etwas ging schief: {reason}',
  'the file': 'die Datei',
  'an unknown kind of file': 'eine unbekannte Art von Datei',
  '“{name}” is empty: there is nothing to play.': '„{name}“ ist leer: es gibt nichts zu spielen.',
  '“{name}” is audio of no length: there is nothing to play.': '„{name}“ enthält Ton ohne Länge: es gibt nichts zu spielen.',
  '“{name}” could not be read: it may be a folder, or was moved or changed meanwhile.':
    '„{name}“ konnte nicht gelesen werden: vielleicht ein Ordner, oder inzwischen verschoben oder geändert.',
  '“{name}” could not be decoded: it is damaged, or of a kind this browser does not know. WAV, MP3, FLAC, Ogg and AAC usually play.':
    '„{name}“ konnte nicht dekodiert werden: beschädigt, oder von einer Art, die dieser Browser nicht kennt. WAV, MP3, FLAC, Ogg und AAC gehen meistens.',
  '“{name}” is not audio: expected WAV, MP3, FLAC, Ogg or AAC, but got {got}.':
    '„{name}“ ist kein Ton: erwartet war WAV, MP3, FLAC, Ogg oder AAC, gekommen ist {got}.',
  'There is no address: type or paste that of an audio file.': 'Da steht keine Adresse: gib die einer Audiodatei ein.',
  '“{address}” is not an address: expected one such as https://example.org/song.mp3.':
    '„{address}“ ist keine Adresse: erwartet ist eine wie https://example.org/song.mp3.',
  '{address} cannot be used here: the site did not answer, or does not allow other pages to use its audio (CORS).':
    '{address} ist hier nicht zu verwenden: die Seite antwortet nicht, oder sie erlaubt anderen Seiten ihren Ton nicht (CORS).',
  '{address} has no audio: the site answered {status}.': '{address} hat keinen Ton: die Seite antwortete {status}.',
  '{address} is not audio that this browser can play: expected WAV, MP3, FLAC, Ogg or AAC, but got {got}.':
    '{address} ist kein Ton, den dieser Browser spielen kann: erwartet war WAV, MP3, FLAC, Ogg oder AAC, gekommen ist {got}.',
  '“{name}” could not be played: {reason}': '„{name}“ konnte nicht gespielt werden: {reason}',
  '“{name}” broke off: the connection was lost or the data are damaged.':
    '„{name}“ brach ab: die Verbindung ging verloren, oder die Daten sind beschädigt.',
  '“{name}” was unplugged or taken away.': '„{name}“ wurde ausgesteckt oder weggenommen.',
  'A microphone needs a secure page: open this one by https, or on localhost.':
    'Ein Mikrofon braucht eine sichere Seite: öffne diese mit https oder auf localhost.',
  'The microphone was refused. To use it, allow it for this page in the browser’s address bar, then try again.':
    'Das Mikrofon wurde verweigert. Erlaube es für diese Seite in der Adresszeile des Browsers und versuche es noch einmal.',
  'No microphone was found: plug one in, then try again.': 'Kein Mikrofon gefunden: schließe eines an und versuche es noch einmal.',
  'The microphone could not be opened: another program may be using it.':
    'Das Mikrofon ließ sich nicht öffnen: vielleicht benutzt es ein anderes Programm.',
  'That microphone is no longer there: choose another.': 'Dieses Mikrofon ist nicht mehr da: wähle ein anderes.',
  'The microphone could not be opened: {reason}': 'Das Mikrofon ließ sich nicht öffnen: {reason}',
};
