using System.Runtime.InteropServices;

namespace Panta.Data.Reading;

/// <summary>DuckDB's C API for table functions.</summary>
static unsafe partial class NativeDuckDb
{
    [LibraryImport(Library, EntryPoint = "duckdb_create_table_function")]
    public static partial nint CreateTableFunction();

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_table_function")]
    public static partial void DestroyTableFunction(ref nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetFunctionName(nint function, string name);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_add_parameter")]
    public static partial void AddFunctionParameter(nint function, nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_extra_info")]
    public static partial void SetFunctionExtra(nint function, nint extra, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_bind")]
    public static partial void SetFunctionBind(nint function, delegate* unmanaged[Cdecl]<nint, void> bind);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_init")]
    public static partial void SetFunctionInit(nint function, delegate* unmanaged[Cdecl]<nint, void> init);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_function")]
    public static partial void SetFunction(nint function, delegate* unmanaged[Cdecl]<nint, nint, void> next);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_supports_projection_pushdown")]
    public static partial void SetProjectionPushdown(nint function, [MarshalAs(UnmanagedType.U1)] bool pushdown);

    [LibraryImport(Library, EntryPoint = "duckdb_register_table_function")]
    public static partial int RegisterTableFunction(ConnectionHandle connection, nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_get_extra_info")]
    public static partial nint BindExtra(nint bind);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_get_parameter")]
    public static partial nint BindParameter(nint bind, ulong index);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_add_result_column", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void BindAddColumn(nint bind, string name, nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_set_bind_data")]
    public static partial void SetBindData(nint bind, nint data, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_set_cardinality")]
    public static partial void SetCardinality(nint bind, ulong rows, [MarshalAs(UnmanagedType.U1)] bool exact);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_set_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetBindError(nint bind, string error);

    [LibraryImport(Library, EntryPoint = "duckdb_init_get_bind_data")]
    public static partial nint InitBindData(nint init);

    [LibraryImport(Library, EntryPoint = "duckdb_init_set_init_data")]
    public static partial void SetInitData(nint init, nint data, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library, EntryPoint = "duckdb_init_get_column_count")]
    public static partial ulong InitColumnCount(nint init);

    [LibraryImport(Library, EntryPoint = "duckdb_init_get_column_index")]
    public static partial ulong InitColumnIndex(nint init, ulong index);

    [LibraryImport(Library, EntryPoint = "duckdb_init_set_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetInitError(nint init, string error);

    [LibraryImport(Library, EntryPoint = "duckdb_function_get_init_data")]
    public static partial nint FunctionInitData(nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_function_set_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetFunctionError(nint function, string error);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_local_init")]
    public static partial void SetFunctionLocalInit(nint function, delegate* unmanaged[Cdecl]<nint, void> init);

    [LibraryImport(Library, EntryPoint = "duckdb_init_set_max_threads")]
    public static partial void SetMaxThreads(nint init, ulong threads);

    [LibraryImport(Library, EntryPoint = "duckdb_function_get_local_init_data")]
    public static partial nint FunctionLocalData(nint function);
}
