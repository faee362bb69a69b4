declare module 'mock-socket/dist/mock-socket.es.mjs' {
  export * from 'mock-socket';
}
