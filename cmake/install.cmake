# What `cmake --install` puts in place: the program, the library of each room, headers, materials and inputs, and the
# package file that lets another CMake project write find_package(pillardd).
include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/pillardd)
get_property(room_libraries GLOBAL PROPERTY PILLARDD_LIBRARIES)

install(TARGETS pillardd RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS pillardd_options ${room_libraries} EXPORT pillarddTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ddd mobility boundaries DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/pillardd
  FILES_MATCHING PATTERN "*.hpp")
install(DIRECTORY inputs/materials DESTINATION ${CMAKE_INSTALL_DATADIR}/pillardd FILES_MATCHING PATTERN "*.yaml")
install(DIRECTORY inputs/sweeps DESTINATION ${CMAKE_INSTALL_DATADIR}/pillardd/inputs FILES_MATCHING PATTERN "*.yaml"
  PATTERN "Snakefile")
install(DIRECTORY inputs/tutorial DESTINATION ${CMAKE_INSTALL_DATADIR}/pillardd/inputs FILES_MATCHING PATTERN "*.yaml")

install(EXPORT pillarddTargets NAMESPACE pillardd:: DESTINATION ${package_folder})
configure_package_config_file(cmake/pillarddConfig.cmake.in ${PROJECT_BINARY_DIR}/pillarddConfig.cmake
  INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/pillarddConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/pillarddConfig.cmake ${PROJECT_BINARY_DIR}/pillarddConfigVersion.cmake
  DESTINATION ${package_folder})
