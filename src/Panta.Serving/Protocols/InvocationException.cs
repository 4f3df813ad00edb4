namespace Panta.Serving.Protocols;

/// <summary>A request to score that cannot be answered as it stands. The message names the column and value; the code is MLflow's.</summary>
public sealed class InvocationException : Exception
{
    InvocationException(string code, string message, string? column = null, long? row = null, Exception? inner = null)
        : base(message, inner) => (Code, Column, Row) = (code, column, row);

    /// <summary>Gets MLflow's error code: <c>BAD_REQUEST</c> for what cannot be read, <c>INVALID_PARAMETER_VALUE</c> for what does not fit the model.</summary>
    public string Code { get; }

    /// <summary>Gets the column that is wrong. Null: the whole request is.</summary>
    public string? Column { get; }

    /// <summary>Gets the row that is wrong, from 0. Null: no single one.</summary>
    public long? Row { get; }

    /// <summary>The request cannot be read.</summary>
    /// <param name="message">What is wrong and what is allowed.</param>
    /// <param name="inner">What the parser said, if anything.</param>
    public static InvocationException Unreadable(string message, Exception? inner = null) => new("BAD_REQUEST", $"Invalid input. {message}", inner: inner);

    /// <summary>The request can be read but does not have the model's columns.</summary>
    /// <param name="message">What is missing and what is allowed.</param>
    public static InvocationException Schema(string message) =>
        new("INVALID_PARAMETER_VALUE", $"Failed to predict data. Error: Failed to enforce schema of data. {message}");

    /// <summary>A value does not fit its column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="type">The column's type as signatures call it.</param>
    /// <param name="row">The row, from 0.</param>
    /// <param name="why">What the value is, and what is allowed.</param>
    public static InvocationException Cell(string column, string type, long row, string why) =>
        new("BAD_REQUEST",
            $"Invalid input. Data is not compatible with model signature. Failed to convert column '{column}' to type '{type}' at row {row}: {why}",
                column, row);
}
