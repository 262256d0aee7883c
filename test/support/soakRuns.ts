/** Imported before the properties that are to be tried as often as a soak tries them. */
process.env.FIELDGATE_TEST_RUNS = 'soak';
