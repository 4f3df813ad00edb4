using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Panta.Data.Reading;

/// <summary>DuckDB's C API (duckdb.h, 1.5), as much of it as is used here. Pointers are DuckDB's own; idx_t is <see cref="ulong"/>, duckdb_state is 0 for success.</summary>
static unsafe partial class NativeDuckDb
{
    const string Library = "duckdb";

    /// <summary>The most rows of a chunk (STANDARD_VECTOR_SIZE).</summary>
    public const int VectorSize = 2048;

    /// <summary>The statement type of a query (DUCKDB_STATEMENT_TYPE_SELECT).</summary>
    public const int SelectStatement = 1;

    [LibraryImport(Library, EntryPoint = "duckdb_create_config")]
    public static partial int CreateConfig(out nint config);

    [LibraryImport(Library, EntryPoint = "duckdb_set_config", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetConfig(nint config, string name, string option);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_config")]
    public static partial void DestroyConfig(ref nint config);

    [LibraryImport(Library, EntryPoint = "duckdb_open_ext")]
    public static partial int Open(nint path, out nint database, nint config, out nint error);

    [LibraryImport(Library, EntryPoint = "duckdb_close")]
    public static partial void Close(ref nint database);

    [LibraryImport(Library, EntryPoint = "duckdb_connect")]
    public static partial int Connect(DatabaseHandle database, out nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_disconnect")]
    public static partial void Disconnect(ref nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_query", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Query(nint connection, string sql, nint result);

    [LibraryImport(Library, EntryPoint = "duckdb_interrupt")]
    public static partial void Interrupt(ConnectionHandle connection);

    [LibraryImport(Library, EntryPoint = "duckdb_free")]
    public static partial void Free(nint memory);

    [LibraryImport(Library, EntryPoint = "duckdb_extract_statements", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ulong ExtractStatements(ConnectionHandle connection, string sql, out nint extracted);

    [LibraryImport(Library, EntryPoint = "duckdb_extract_statements_error")]
    public static partial nint ExtractStatementsError(nint extracted);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_extracted")]
    public static partial void DestroyExtracted(ref nint extracted);

    [LibraryImport(Library, EntryPoint = "duckdb_prepare_extracted_statement")]
    public static partial int PrepareExtracted(ConnectionHandle connection, nint extracted, ulong index, out nint statement);

    [LibraryImport(Library, EntryPoint = "duckdb_prepare_error")]
    public static partial nint PrepareError(nint statement);

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_type")]
    public static partial int StatementType(nint statement);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_prepare")]
    public static partial void DestroyPrepare(ref nint statement);

    [LibraryImport(Library, EntryPoint = "duckdb_nparams")]
    public static partial ulong ParameterCount(nint statement);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_value")]
    public static partial int BindValue(nint statement, ulong index, nint value);

    [LibraryImport(Library, EntryPoint = "duckdb_execute_prepared")]
    public static partial int Execute(nint statement, Result* result);

    [LibraryImport(Library, EntryPoint = "duckdb_pending_prepared_streaming")]
    public static partial int PendingStreaming(nint statement, out nint pending);

    [LibraryImport(Library, EntryPoint = "duckdb_pending_error")]
    public static partial nint PendingError(nint pending);

    [LibraryImport(Library, EntryPoint = "duckdb_execute_pending")]
    public static partial int ExecutePending(nint pending, Result* result);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_pending")]
    public static partial void DestroyPending(ref nint pending);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_result")]
    public static partial void DestroyResult(Result* result);

    [LibraryImport(Library, EntryPoint = "duckdb_result_error")]
    public static partial nint ResultError(Result* result);

    [LibraryImport(Library, EntryPoint = "duckdb_rows_changed")]
    public static partial ulong RowsChanged(Result* result);

    [LibraryImport(Library, EntryPoint = "duckdb_column_count")]
    public static partial ulong ColumnCount(Result* result);

    [LibraryImport(Library, EntryPoint = "duckdb_column_name")]
    public static partial nint ColumnName(Result* result, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_column_logical_type")]
    public static partial nint ColumnLogicalType(Result* result, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_fetch_chunk")]
    public static partial nint FetchChunk(Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_data_chunk")]
    public static partial void DestroyChunk(ref nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_size")]
    public static partial ulong ChunkSize(nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_set_size")]
    public static partial void SetChunkSize(nint chunk, ulong size);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_vector")]
    public static partial nint ChunkVector(nint chunk, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_data")]
    public static partial void* VectorData(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_validity")]
    public static partial ulong* VectorValidity(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_ensure_validity_writable")]
    public static partial void EnsureValidityWritable(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_list_vector_get_child")]
    public static partial nint ListChild(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_list_vector_reserve")]
    public static partial int ListReserve(nint vector, ulong capacity);

    [LibraryImport(Library, EntryPoint = "duckdb_list_vector_set_size")]
    public static partial int SetListSize(nint vector, ulong size);

    [LibraryImport(Library, EntryPoint = "duckdb_array_vector_get_child")]
    public static partial nint ArrayChild(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_struct_vector_get_child")]
    public static partial nint StructChild(nint vector, ulong index);

    [LibraryImport(Library, EntryPoint = "duckdb_get_type_id")]
    public static partial NativeType TypeId(nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_create_logical_type")]
    public static partial nint CreateType(NativeType type);

    [LibraryImport(Library, EntryPoint = "duckdb_create_decimal_type")]
    public static partial nint CreateDecimalType(byte width, byte scale);

    [LibraryImport(Library, EntryPoint = "duckdb_create_list_type")]
    public static partial nint CreateListType(nint child);

    [LibraryImport(Library, EntryPoint = "duckdb_create_enum_type", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint CreateEnumType(string[] names, ulong count);

    [LibraryImport(Library, EntryPoint = "duckdb_create_struct_type")]
    public static partial nint CreateStructType(nint* types, byte** names, ulong count);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_logical_type")]
    public static partial void DestroyType(ref nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_decimal_width")]
    public static partial byte DecimalWidth(nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_decimal_scale")]
    public static partial byte DecimalScale(nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_enum_dictionary_size")]
    public static partial uint EnumSize(nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_enum_dictionary_value")]
    public static partial nint EnumValue(nint type, ulong index);

    [LibraryImport(Library, EntryPoint = "duckdb_list_type_child_type")]
    public static partial nint ListChildType(nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_map_type_key_type")]
    public static partial nint MapKeyType(nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_map_type_value_type")]
    public static partial nint MapValueType(nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_create_map_type")]
    public static partial nint CreateMapType(nint key, nint value);

    [LibraryImport(Library, EntryPoint = "duckdb_array_type_child_type")]
    public static partial nint ArrayChildType(nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_array_type_array_size")]
    public static partial ulong ArraySize(nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_struct_type_child_count")]
    public static partial ulong StructChildCount(nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_struct_type_child_name")]
    public static partial nint StructChildName(nint type, ulong index);

    [LibraryImport(Library, EntryPoint = "duckdb_struct_type_child_type")]
    public static partial nint StructChildType(nint type, ulong index);

    [LibraryImport(Library, EntryPoint = "duckdb_create_null_value")]
    public static partial nint NullValue();

    [LibraryImport(Library, EntryPoint = "duckdb_create_bool")]
    public static partial nint BoolValue([MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_int8")]
    public static partial nint Int8Value(sbyte value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_int16")]
    public static partial nint Int16Value(short value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_int32")]
    public static partial nint Int32Value(int value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_int64")]
    public static partial nint Int64Value(long value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_hugeint")]
    public static partial nint HugeIntValue(HugeInt value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_decimal")]
    public static partial nint DecimalValue(DecimalNumber value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_float")]
    public static partial nint FloatValue(float value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_double")]
    public static partial nint DoubleValue(double value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_date")]
    public static partial nint DateValue(int days);

    [LibraryImport(Library, EntryPoint = "duckdb_create_timestamp")]
    public static partial nint TimestampValue(long microseconds);

    [LibraryImport(Library, EntryPoint = "duckdb_create_timestamp_tz")]
    public static partial nint TimestampTzValue(long microseconds);

    [LibraryImport(Library, EntryPoint = "duckdb_create_interval")]
    public static partial nint IntervalValue(Interval value);

    [LibraryImport(Library, EntryPoint = "duckdb_create_varchar_length")]
    public static partial nint TextValue(byte* text, ulong length);

    [LibraryImport(Library, EntryPoint = "duckdb_create_blob")]
    public static partial nint BlobValue(byte* bytes, ulong length);

    [LibraryImport(Library, EntryPoint = "duckdb_create_list_value")]
    public static partial nint ListValue(nint elementType, nint* values, ulong count);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_value")]
    public static partial void DestroyValue(ref nint value);

    [LibraryImport(Library, EntryPoint = "duckdb_get_int64")]
    public static partial long GetInt64(nint value);

    /// <summary>Text that DuckDB owns.</summary>
    public static string? Text(nint utf8) => Marshal.PtrToStringUTF8(utf8);

    /// <summary>Text that DuckDB has handed over.</summary>
    public static string TakeText(nint utf8)
    {
        var text = Marshal.PtrToStringUTF8(utf8) ?? "";
        Free(utf8);
        return text;
    }

    /// <summary>duckdb_result: its fields are DuckDB's own business.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Result
    {
        fixed ulong _fields[6];
    }

    /// <summary>duckdb_hugeint: two's complement in 128 bits, as <see cref="Int128"/> is laid out.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct HugeInt(Int128 value)
    {
        readonly ulong _lower = (ulong)value;
        readonly long _upper = (long)(value >> 64);
    }

    /// <summary>duckdb_decimal.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct DecimalNumber(byte width, byte scale, Int128 unscaled)
    {
        readonly byte _width = width;
        readonly byte _scale = scale;
        readonly HugeInt _value = new(unscaled);
    }

    /// <summary>duckdb_interval.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct Interval(int Months, int Days, long Microseconds);

    /// <summary>duckdb_list_entry: where a row's elements stand in the child vector.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public record struct ListEntry(ulong Offset, ulong Length);

    /// <summary>
    /// duckdb_string_t: 4 bytes of length, then up to 12 bytes of text padded with zeros, or 4 bytes of prefix and a pointer to the whole text.
    /// </summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct StringRef(ulong Low, ulong High)
    {
        public const int InlineLength = 12;

        public int Length => (int)(uint)Low;

        public bool IsInlined => (uint)Low <= InlineLength;

        /// <summary>The bytes of a string kept at an address that does not move while they are read.</summary>
        public static ReadOnlySpan<byte> Bytes(StringRef* at) => at->IsInlined ? new((byte*)at + 4, at->Length) : new((void*)at->High, at->Length);

        /// <summary>A reference to bytes that stay where they are.</summary>
        public static StringRef Of(byte* bytes, int length)
        {
            StringRef result = default;
            var raw = (byte*)&result;
            *(int*)raw = length;
            if (length <= InlineLength)
            {
                Unsafe.CopyBlockUnaligned(raw + 4, bytes, (uint)length);
                return result;
            }

            *(int*)(raw + 4) = *(int*)bytes;
            *(byte**)(raw + 8) = bytes;
            return result;
        }
    }
}
