# The layer table (docs/develop/architecture.md) is checked at every build; a breach fails it.
add_custom_target(check_layers ALL
  COMMAND ${PROJECT_SOURCE_DIR}/tools/check_layers ${PROJECT_SOURCE_DIR}
  COMMENT "Checking the layers" VERBATIM)
