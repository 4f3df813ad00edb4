using System.Globalization;
using SQLitePCL;

namespace Panta.Data.Databases;

/// <summary>One value of the current row of a statement. SQLite gives each value a type of its own, whatever its column was declared as.</summary>
readonly struct SqliteValue(sqlite3_stmt statement, int column)
{
    public bool IsNull => Type == raw.SQLITE_NULL;

    public bool IsInteger => Type == raw.SQLITE_INTEGER;

    public bool IsReal => Type == raw.SQLITE_FLOAT;

    public bool IsText => Type == raw.SQLITE_TEXT;

    public bool IsBlob => Type == raw.SQLITE_BLOB;

    public long Integer => raw.sqlite3_column_int64(statement, column);

    public double Real => raw.sqlite3_column_double(statement, column);

    public string Text => raw.sqlite3_column_text(statement, column).utf8_to_string();

    /// <summary>The bytes of a blob, until the next step.</summary>
    public ReadOnlySpan<byte> Blob => raw.sqlite3_column_blob(statement, column);

    /// <summary>The text, or a number's, in UTF-8, until the next step.</summary>
    public ReadOnlySpan<byte> Utf8
    {
        get
        {
            // Makes UTF-8 of it where the file keeps UTF-16, or of a number; its bytes are the blob then.
            raw.sqlite3_column_text(statement, column);
            return raw.sqlite3_column_blob(statement, column);
        }
    }

    int Type => raw.sqlite3_column_type(statement, column);

    /// <summary>The value for a message.</summary>
    public override string ToString() => Type switch
    {
        raw.SQLITE_INTEGER => $"the integer {Integer.ToString(CultureInfo.InvariantCulture)}",
        raw.SQLITE_FLOAT => $"the number {Real.ToString(CultureInfo.InvariantCulture)}",
        raw.SQLITE_TEXT => $"the text '{(Text is { Length: > 40 } text ? text[..40] + "…" : Text)}'",
        raw.SQLITE_BLOB => $"{Blob.Length} bytes",
        _ => "null",
    };
}
