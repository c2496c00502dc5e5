FROM python:3.13-slim
COPY pyproject.toml README.md LICENSE /source/
COPY src /source/src
RUN pip install --no-cache-dir "/source[sandbox]"
USER nobody
EXPOSE 8123
ENTRYPOINT ["python", "-m", "stytch_exchange.sandbox", "--host", "0.0.0.0", "--allow-remote", "--port", "8123"]
